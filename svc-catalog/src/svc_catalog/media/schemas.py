"""The JSON of media guides."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode
from svc_catalog.media.types import Content, Form, State
from svc_catalog.uploads.schemas import FileOut

Words = Annotated[str, StringConstraints(min_length=2, max_length=500, pattern=r"^[^\x00<>]+$")]


class MediaIn(In):
    """A new guide."""

    region_code: RegionCode
    content: Content


class ReturnIn(In):
    """Why a guide is not published."""

    note: Words


class OriginOut(Out):
    """Who made a guide."""

    region_code: str
    region_name: str


class MediaOut(Out):
    """A guide in a list."""

    media_id: UUID
    form: Form
    title: str
    summary: str
    origin: OriginOut
    #: Of the cover, or of a picture out of the film; none where there is neither.
    cover_url: str | None
    seconds: int
    directory_codes: list[str]
    number: int
    published_at: datetime


class SourceOut(Out):
    """A file that a guide shows, and where it is."""

    sha256: str
    url: str
    media_type: str
    width: int
    height: int
    size: int


class FullMediaOut(Out):
    """Everything that a guide shows."""

    guide: MediaOut
    content: Content
    #: The film as every telephone plays it, or as it came.
    video: SourceOut | None
    captions_url: str | None
    #: Every picture that the content names, by hash.
    pictures: dict[str, SourceOut]
    #: Of its page, to be sent on or put into a menu of a public account.
    page_url: str
    #: To be put into the page of another site.
    embed: str


class FindingOut(Out):
    """Why a guide is not fit to be shown."""

    code: str
    pointer: str
    detail: str
    zh: str


class OperatorMediaOut(Out):
    """A guide as operators see it."""

    media_id: UUID
    region_code: str
    form: Form
    title: str
    state: State
    note: str
    draft: Content | None
    published: Content | None
    number: int
    published_at: datetime | None
    changed_at: datetime
    version: int
    allowed: list[str]


class FullOperatorMediaOut(OperatorMediaOut):
    """A guide with its files and what is wrong with its draft."""

    findings: list[FindingOut]
    files: list[FileOut]


class ClaimIn(In):
    """Which region is to show the guide of another as well."""

    region_code: RegionCode


class ClaimOut(Out):
    """A guide of another region that a region shows."""

    media_id: UUID
    region_code: str
    title: str
    origin: OriginOut
    claimed_at: datetime
    number: int
    #: There is a newer publication than the claimant has looked at; it is shown already.
    is_newer: bool
    #: The origin has withdrawn it: nothing is shown any more.
    is_gone: bool
