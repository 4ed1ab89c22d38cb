"""What links may lead to."""

from enum import StrEnum


class Kind(StrEnum):
    """A page of this catalogue."""

    ITEM = "item"
    SCENE = "scene"
    SHEET = "sheet"


#: Paths in the citizen's pages; a link leads to these and nowhere else.
PAGES = {Kind.ITEM: "/items/{key}", Kind.SCENE: "/scenes/{key}", Kind.SHEET: "/sheets/{key}"}
