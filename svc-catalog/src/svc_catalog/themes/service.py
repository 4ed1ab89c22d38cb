"""The themes of the standard."""

from functools import cache
from importlib import resources
from typing import Literal

import orjson

Audience = Literal["person", "corporate"]


@cache
def themes() -> dict[Audience, dict[str, str]]:
    """Return the names of the themes of both lists by their codes."""
    lists = orjson.loads((resources.files("svc_catalog.data") / "themes.json").read_bytes())
    return {audience: {one["code"]: one["name"] for one in found} for audience, found in lists.items()}


def themes_of(audience: Audience) -> dict[str, str]:
    """Return the names of the themes of one list by their codes."""
    return themes()[audience]
