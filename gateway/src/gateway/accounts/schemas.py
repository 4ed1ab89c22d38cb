"""The JSON of principals."""

from typing import Literal

from servicekit.schemas import In, Out


class MeOut(Out):
    """Who is signed on, as far as a page needs it."""

    subject: str
    kind: str
    #: authlevel: 1 非实名, 2 初级实名, 3 高级实名.
    level: int
    level_name: str
    #: A person's first character is hidden.
    name: str
    ui_style: str
    #: Per permission, the regions in which it was granted: what a menu shows.
    permissions: dict[str, list[str]]
    regions: list[str]
    session_id: str


class IdentityOut(Out):
    """The caller's own data in full, for the purpose that was stated."""

    subject: str
    kind: str
    level: int
    name: str
    id_type: str
    id_number: str
    mobile: str


class StyleChoose(In):
    """How pages are to look."""

    ui_style: Literal["normal", "elder"]
