"""Looks at subtitles: WebVTT (W3C), as far as players read it."""

import re

from svc_catalog.uploads.errors import NotOfItsKind
from svc_catalog.uploads.types import Look

TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
TIMES = re.compile(rf"^{TIME}[ \t]+-->[ \t]+{TIME}(?:[ \t]+[a-z]+:[\w%,.-]+)*[ \t]*$")
#: Tags that cues may hold; anything else is markup that does not belong here.
TAG = re.compile(
    r"</?(?:b|i|u|ruby|rt|c(?:\.[\w.-]+)?|v(?: [^<>&]{1,60})?|lang [a-zA-Z-]{2,20}|\d\d:\d\d[\d:.]*)>"
)


def look(content: bytes) -> Look:
    """Return for how long subtitles go on.

    Raises:
        NotOfItsKind: they are none; `line` says where they break off.

    """
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise NotOfItsKind("not UTF-8") from error
    lines = text.split("\n")
    if not re.match(r"^WEBVTT(?:[ \t].*)?$", lines[0]) or "\0" in text:
        raise NotOfItsKind("does not begin with WEBVTT", line=1)
    begins, ends, cues, is_cue = -1.0, 0.0, 0, False
    for number, line in enumerate(lines[1:], start=2):
        found = TIMES.match(line)
        if found:
            start, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
            if start < begins or end <= start:
                raise NotOfItsKind("times run backwards", line=number)
            begins, ends, cues, is_cue = start, max(ends, end), cues + 1, True
        else:
            _check(line, number, is_cue=is_cue)
            is_cue = is_cue and bool(line.strip())
    if not cues:
        raise NotOfItsKind("no subtitle in it", line=len(lines))
    return Look("text/vtt", seconds=int(ends) + 1)


def _check(line: str, number: int, *, is_cue: bool) -> None:
    """Refuse a line that is neither times nor text."""
    if "-->" in line:
        raise NotOfItsKind("times that are none", line=number)
    if is_cue and not {"<", ">"}.isdisjoint(TAG.sub("", line)):
        raise NotOfItsKind("markup in a subtitle", line=number)
    if not is_cue and line.startswith(("STYLE", "REGION")):
        raise NotOfItsKind("styles are not taken", line=number)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + rest / 1000
