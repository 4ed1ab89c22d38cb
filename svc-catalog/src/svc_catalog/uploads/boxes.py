"""Looks at MP4 films: the boxes of ISO/IEC 14496-12, as far as a player needs them."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from svc_catalog.uploads.errors import NotOfItsKind
from svc_catalog.uploads.types import Look

#: Brands of files that browsers and ffmpeg read as MP4.
BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"qt  ", b"dash"}
DEEP = {b"moov", b"trak", b"mdia", b"minf", b"dinf"}
MOST_BOXES, LARGEST_LEAF = 10_000, 1_000_000
LARGE, TO_END, HEAD = 1, 0, 8
LONGEST = 4 * 3600  # seconds
SELF_CONTAINED = 1


@dataclass(frozen=True)
class Box:
    """One box: its type, and where its content lies."""

    kind: bytes
    start: int
    end: int


def look(file: BinaryIO, size: int) -> Look:
    """Return what an MP4 file shows and for how long.

    Raises:
        NotOfItsKind: it is none, is cut off, shows nothing, or takes its pictures from elsewhere.

    """
    outer = list(_boxes(file, 0, size))
    if not outer or outer[0].kind != b"ftyp":
        raise NotOfItsKind("no ftyp box at the beginning")
    brands = _content(file, outer[0])
    if BRANDS.isdisjoint(brands[at : at + 4] for at in range(0, len(brands), 4)):
        raise NotOfItsKind("an unknown brand")
    kinds = [box.kind for box in outer]
    if kinds.count(b"moov") != 1 or b"mdat" not in kinds:
        raise NotOfItsKind("no film in it")
    seconds, width, height, is_film = 0, 0, 0, False
    for box in _walk(file, outer[kinds.index(b"moov")]):
        content = _content(file, box) if box.kind in {b"mvhd", b"tkhd", b"hdlr", b"dref"} else b""
        if box.kind == b"mvhd":
            seconds = _seconds(content)
        elif box.kind == b"tkhd" and len(content) >= HEAD:
            found = struct.unpack(">II", content[-8:])
            width, height = max(width, found[0] >> 16), max(height, found[1] >> 16)
        elif box.kind == b"hdlr":
            is_film = is_film or content[8:12] == b"vide"
        elif box.kind == b"dref":
            _check_references(content)
    if not (is_film and width and height and 0 < seconds <= LONGEST):
        raise NotOfItsKind("no pictures, or no length")
    return Look("video/mp4", width, height, seconds)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes that fill a stretch of the file exactly."""
    count = 0
    while start < end:
        count += 1
        file.seek(start)
        head = file.read(HEAD)
        if len(head) < HEAD or count > MOST_BOXES:
            raise NotOfItsKind("a cut off box")
        size, kind = struct.unpack(">I4s", head)
        body = start + HEAD
        if size == LARGE:
            size, body = int.from_bytes(file.read(8)), body + 8
        elif size == TO_END:
            size = end - start
        if start + size > end or start + size < body:
            raise NotOfItsKind("a box longer than its file")
        yield Box(kind, body, start + size)
        start += size


def _walk(file: BinaryIO, box: Box) -> Iterator[Box]:
    for inner in _boxes(file, box.start, box.end):
        if inner.kind in DEEP:
            yield from _walk(file, inner)
        else:
            yield inner


def _content(file: BinaryIO, box: Box) -> bytes:
    if box.end - box.start > LARGEST_LEAF:
        raise NotOfItsKind("a head too large")
    file.seek(box.start)
    return file.read(box.end - box.start)


def _seconds(content: bytes) -> int:
    form = ">12xII" if content[:1] == b"\0" else ">20xIQ"
    if len(content) < struct.calcsize(form):
        raise NotOfItsKind("a cut off head")
    scale, duration = struct.unpack_from(form, content)
    return -(-duration // scale) if scale else 0


def _check_references(content: bytes) -> None:
    """Refuse data references that lead out of the file (8.7.2): a server would fetch them."""
    at = 8
    while at + 12 <= len(content):
        size = int.from_bytes(content[at : at + 4])
        if not int.from_bytes(content[at + 9 : at + 12]) & SELF_CONTAINED:
            raise NotOfItsKind("pictures from elsewhere")
        at += max(size, 12)
