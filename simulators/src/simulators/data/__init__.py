"""The simulated people, companies, organisations and records, as JSON."""

import json
from importlib.resources import files
from typing import Any


def load(name: str) -> Any:
    """Return one of the JSON documents beside this file."""
    return json.loads((files(__package__) / f"{name}.json").read_text(encoding="utf-8"))
