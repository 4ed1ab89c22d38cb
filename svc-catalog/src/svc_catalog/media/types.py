"""The form of a media guide."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from svc_catalog.prose.types import Block, Picture
from svc_catalog.scenes.types import Code, DirectoryCode, Line, Part
from svc_catalog.uploads.types import Sha256


class Form(StrEnum):
    """What kind of guide it is."""

    VIDEO = "video"  # 视频
    ARTICLE = "article"  # 图文
    CARTOON = "cartoon"  # 卡通漫画
    SCENARIO = "scenario"  # 场景式


class State(StrEnum):
    """Where a draft stands."""

    NONE = "none"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"


class About(Part):
    """An item that a guide explains, or one of its situations."""

    directory_code: DirectoryCode
    situation: Code | None = None


class Chapter(Part):
    """A part of a film."""

    #: Seconds from the beginning.
    at: int = Field(ge=0)
    title: Line
    directory_code: DirectoryCode | None = None


class Content(Part):
    """What a guide shows; files are named by their hashes."""

    form: Form
    title: Line
    summary: str = Field(default="", max_length=200, pattern=r"^[^\x00<>]*$")
    about: Annotated[list[About], Field(min_length=1, max_length=20)]
    cover: Sha256 | None = None
    video: Sha256 | None = None
    #: Of the video, in Chinese.
    captions: Sha256 | None = None
    chapters: list[Chapter] = Field(default=[], max_length=60)
    #: Of a cartoon, in order.
    pages: list[Picture] = Field(default=[], max_length=60)
    #: Of an article.
    blocks: list[Block] = Field(default=[], max_length=200)


@dataclass(frozen=True)
class Finding:
    """Why a guide is not fit to be shown, and where."""

    code: str
    pointer: str
    detail: str
    zh: str
