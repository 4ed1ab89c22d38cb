"""Makes and rotates the key file: `python -m gateway.tokens make|rotate FILE`."""

import argparse
import sys
from pathlib import Path

from gateway.tokens.keys import SigningKeys


def main(arguments: list[str] | None = None) -> None:
    """Do what the command line says and print the names of the keys, the signing one first."""
    parser = argparse.ArgumentParser(prog="python -m gateway.tokens")
    parser.add_argument("command", choices=["make", "rotate"])
    parser.add_argument("file", type=Path)
    chosen = parser.parse_args(arguments)
    keys = SigningKeys.make(chosen.file)
    if chosen.command == "rotate":
        keys = keys.rotated()
        keys.save(chosen.file)
    for key in keys.public()["keys"]:
        sys.stdout.write(f"{key['kid']}\n")


if __name__ == "__main__":
    main()
