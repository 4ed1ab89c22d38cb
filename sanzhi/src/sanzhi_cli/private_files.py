"""Files that only their owner can read."""

import os
from pathlib import Path


def write_private(path: Path, text: str) -> Path:
    """Write a file with mode 600, whole or not at all."""
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return unfinished.rename(path)
