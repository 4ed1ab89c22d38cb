"""HTTP in front of themes; the list is that of the standard and changes with it."""

from functools import cache
from importlib import resources
from typing import Literal

import orjson

from servicekit.auth import Public
from servicekit.routing import Router
from servicekit.schemas import Out

router = Router(tags=["themes"])


class ThemeOut(Out):
    """One theme; `person` and `corporate` codes are two lists."""

    audience: Literal["person", "corporate"]
    code: str
    name: str


@cache
def all_themes() -> list[ThemeOut]:
    """Return the themes of both lists."""
    lists = orjson.loads((resources.files("svc_catalog.data") / "themes.json").read_bytes())
    return [ThemeOut(audience=audience, **theme) for audience, themes in lists.items() for theme in themes]


@router.get("/themes", dependencies=[Public("the list of themes is public")])
async def list_themes() -> list[ThemeOut]:
    """Return the themes by which items are grouped."""
    return all_themes()
