"""HTTP in front of themes; the list is that of the standard and changes with it."""

from servicekit.auth import Public
from servicekit.conditional import Read, tag_of
from servicekit.routing import Router
from servicekit.schemas import Out
from svc_catalog.themes.service import Audience, themes

router = Router(tags=["themes"])


class ThemeOut(Out):
    """One theme; `person` and `corporate` codes are two lists."""

    audience: Audience
    code: str
    name: str


@router.get("/themes", dependencies=[Public("the list of themes is public")])
async def list_themes(read: Read) -> list[ThemeOut] | None:
    """Return the themes by which items are grouped."""
    found = [
        ThemeOut(audience=audience, code=code, name=name)
        for audience, names in themes().items()
        for code, name in names.items()
    ]
    return None if read.is_held(tag_of(*found), keep="public, max-age=3600") else found
