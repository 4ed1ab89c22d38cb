"""The JSON of links."""

from typing import Annotated

from pydantic import ConfigDict, StringConstraints

from servicekit.schemas import In, Out
from svc_catalog.links.types import Kind


class LinkIn(In):
    """A page that somebody wants to tell others of."""

    kind: Kind
    #: Of an item its id, of a scene or a sheet its code.
    key: Annotated[str, StringConstraints(pattern=r"^[\w-]{1,80}$")]

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "item", "key": "331002-gjj-29"}]})


class LinkOut(Out):
    """Where a page is found, at length and in short."""

    code: str
    kind: Kind
    key: str
    #: The page itself.
    page: str
    #: Leads there from anywhere, without cookies.
    short: str
