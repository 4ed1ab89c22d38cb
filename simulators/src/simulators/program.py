"""The command line that every simulator has."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, ValidationError


class Document(BaseModel):
    """A settings file or a part of one: unknown keys are refused, values are not shown in errors."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


Settings = TypeVar("Settings", bound=Document)


def main(program: str, settings_type: type[Settings], create_app: Callable[[Settings], FastAPI]) -> None:
    """Serve one simulator until it is told to stop; exit with 2 when it may not or cannot start."""
    parser = argparse.ArgumentParser(prog=f"python -m simulators.{program}")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--config", type=Path, help="settings as JSON; without it secrets are made up")
    arguments = parser.parse_args()

    if os.environ.get("SANZHI_MODE") == "production":
        sys.exit(_refusal(f"{program}: a simulator does not start in production"))
    try:
        settings = read(arguments.config, settings_type)
    except (OSError, json.JSONDecodeError, ValidationError) as error:
        sys.exit(_refusal(f"{program}: {arguments.config}: {error}"))

    # Query strings carry tickets and identity numbers: there is no access log.
    uvicorn.run(
        create_app(settings),
        host=arguments.host,
        port=arguments.port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=3,
    )


def read(path: Path | None, settings_type: type[Settings]) -> Settings:
    """Return the settings of a file, or made-up ones without a file."""
    if path is None:
        return settings_type()
    return settings_type.model_validate(json.loads(path.read_text(encoding="utf-8")))


def _refusal(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
