"""What is true of media guides whatever the database and the network do."""

from collections.abc import Collection, Iterator, Mapping

from servicekit.publication.errors import SecondPersonNeeded
from svc_catalog.media.errors import NothingToReview
from svc_catalog.media.types import Content, Finding, Form, State
from svc_catalog.prose.types import Picture
from svc_catalog.uploads.types import Kind, Rendition

#: What is known of the files that a guide names: kind, seconds, rendition.
Files = Mapping[str, tuple[str, int, str]]
SHOWN = {Kind.PICTURE, Kind.DRAWING}


def files_of(content: Content) -> dict[str, tuple[str, set[Kind]]]:
    """Return the files that a guide names, each with its place and the kinds that fit there."""
    found: dict[str, tuple[str, set[Kind]]] = {}
    for member, kinds in (("cover", SHOWN), ("video", {Kind.VIDEO}), ("captions", {Kind.CAPTIONS})):
        if sha256 := getattr(content, member):
            found[sha256] = (f"#/{member}", kinds)
    for place, page in enumerate(content.pages):
        found[page.sha256] = (f"#/pages/{place}", SHOWN)
    for place, block in enumerate(content.blocks):
        if isinstance(block, Picture):
            found[block.sha256] = (f"#/blocks/{place}", SHOWN)
    return found


def directory_codes(content: Content) -> set[str]:
    """Return every item that a guide names."""
    chapters = {one.directory_code for one in content.chapters if one.directory_code}
    return chapters | {one.directory_code for one in content.about}


def findings(content: Content, files: Files, items: Collection[str]) -> list[Finding]:
    """Return why a guide is not fit to be shown; `items` are those that are there."""
    return [*_form(content), *_files(content, files), *_chapters(content, files), *_items(content, items)]


def _form(content: Content) -> Iterator[Finding]:
    if content.form in {Form.VIDEO, Form.SCENARIO}:
        if not content.video:
            yield Finding("no-video", "#/video", "a film is missing", "缺少视频")
        if not content.captions:
            yield Finding("no-captions", "#/captions", "subtitles are missing", "缺少字幕")
    if content.form is Form.SCENARIO and not (
        content.chapters or any(one.situation for one in content.about)
    ):
        yield Finding(
            "no-scenes", "#/chapters", "no chapter and no situation", "场景式指南应有分段或对应情形"
        )
    if content.form is Form.CARTOON and not content.pages:
        yield Finding("no-pages", "#/pages", "pages are missing", "缺少漫画页")
    if content.form is Form.ARTICLE and not content.blocks:
        yield Finding("no-text", "#/blocks", "the text is missing", "缺少图文内容")
    if not content.cover and content.form is not Form.ARTICLE:
        yield Finding("no-cover", "#/cover", "a cover is missing", "缺少封面")


def _files(content: Content, files: Files) -> Iterator[Finding]:
    for sha256, (pointer, kinds) in files_of(content).items():
        if sha256 not in files:
            yield Finding("no-such-file", pointer, "no such file is stored", "文件不存在")
        elif files[sha256][0] not in kinds:
            yield Finding("wrong-kind", pointer, "a file of another kind", "文件类型不对")
        elif files[sha256][2] == Rendition.PENDING:
            yield Finding("not-ready", pointer, "is still being transcoded", "视频还在转码")


def _chapters(content: Content, files: Files) -> Iterator[Finding]:
    seconds = files[content.video][1] if content.video and content.video in files else 0
    before = -1
    for place, chapter in enumerate(content.chapters):
        if chapter.at <= before or chapter.at >= seconds:
            yield Finding(
                "chapter-order", f"#/chapters/{place}/at", "out of order, or after the end", "分段时间不对"
            )
        before = chapter.at


def _items(content: Content, items: Collection[str]) -> Iterator[Finding]:
    for code in sorted(directory_codes(content) - set(items)):
        yield Finding("no-such-item", "#/about", "no such item", f"事项 {code} 不存在")


def check_review(state: State, author: str, reviewer: str) -> None:
    """Refuse the review of what does not wait for one, or by who made it.

    Raises:
        NothingToReview, SecondPersonNeeded: as said.

    """
    if state is not State.SUBMITTED:
        raise NothingToReview(state=state)
    if author == reviewer:
        raise SecondPersonNeeded


def allowed(state: State, *, is_published: bool) -> list[str]:
    """Return what may be done with a guide."""
    acts = ["write"]
    if state in {State.DRAFT, State.RETURNED}:
        acts.append("submit")
    if state is State.SUBMITTED:
        acts += ["publish", "return"]
    return [*acts, "withdraw"] if is_published else acts
