"""The JSON of regions."""

from servicekit.schemas import Out


class RegionOut(Out):
    """One region."""

    code: str
    name: str
    parent_code: str | None
    level: str
    kind: str
