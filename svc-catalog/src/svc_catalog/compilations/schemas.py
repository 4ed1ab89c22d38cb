"""The JSON of compilations."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from servicekit.schemas import In, Out
from svc_catalog.lists.types import Line
from svc_catalog.policies.types import Content
from svc_catalog.prose.types import TextBlock

Foreword = Annotated[list[TextBlock], Field(max_length=50)]


class CompilationIn(In):
    """An issue that is to be made of what was published in its quarter."""

    title: Line
    foreword: Foreword = Field(default=[])


class CompilationOut(Out):
    """An issue in a list."""

    region_code: str
    year: int
    quarter: int
    title: str
    count: int
    published_at: datetime | None
    version: int


class ChapterOut(Out):
    """A policy in an issue, as it was then."""

    policy_id: UUID
    content: Content


class FullCompilationOut(CompilationOut):
    """An issue with all its policies."""

    foreword: Foreword
    chapters: list[ChapterOut]
