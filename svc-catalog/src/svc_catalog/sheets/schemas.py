"""The JSON of sheets."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, StringConstraints

from servicekit.schemas import In, Out
from svc_catalog.items.schemas import GuideFileOut
from svc_catalog.sheets.types import Content, Verdict
from svc_catalog.situations.schemas import AnswersIn


class SheetIn(In):
    """What somebody wants a sheet of; the answers are all that is asked, no name."""

    item_id: Annotated[str, StringConstraints(pattern=r"^[\w-]{1,80}$")]
    answers: AnswersIn

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"item_id": "331002-gjj-29", "answers": {"marriage": "single", "first": "no"}}]
        }
    )


class SheetOut(Out):
    """A sheet."""

    code: str
    content: Content
    #: Of the content in canonical JSON; its first 16 digits are printed.
    sha256: str
    issued_at: datetime
    valid_until: datetime
    #: Blank forms and samples of the materials that the item still shows, by their hashes.
    files: dict[str, GuideFileOut]
    #: Where the code on the page leads.
    verify_url: str
    #: The same as an SVG picture.
    qr: str
    #: Whether the item has changed since; the sheet binds nevertheless.
    is_superseded: bool


class VerdictOut(Out):
    """What anybody may learn of a sheet with its code."""

    code: str
    is_genuine: bool
    verdict: Verdict
    #: The sheet as it was given out; none: it is not genuine.
    sheet: SheetOut | None = None


class SheetLineOut(Out):
    """A sheet in the list of who holds it."""

    code: str
    item_id: str
    item_name: str
    region_name: str
    situation_name: str
    issued_at: datetime
    valid_until: datetime
