"""Looks at PNG (RFC 2083), JPEG (ITU T.81) and WebP (RFC 9649) pictures, to their last byte."""

import struct
import zlib
from collections.abc import Callable

from svc_catalog.uploads.errors import NotOfItsKind
from svc_catalog.uploads.types import LONGEST_SIDE, Look

PNG, JPEG, RIFF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF"
#: Decompressed bytes of a PNG that are looked at; more than a picture within the limits has none.
MOST_PIXELS = 60_000_000
STANDALONE = {0x01, *range(0xD0, 0xD8)}
FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
MARK, START_OF_SCAN, END = 0xFF, 0xDA, b"\xff\xd9"
LOSSLESS = 0x2F


def look(content: bytes) -> Look:
    """Return what a picture is and how large.

    Raises:
        NotOfItsKind: it is none, is damaged, or goes on after its end.

    """
    ways: tuple[tuple[bytes, Callable[[bytes], Look]], ...] = ((PNG, _png), (JPEG, _jpeg), (RIFF, _webp))
    for magic, way in ways:
        if content.startswith(magic):
            try:
                found = way(content)
            except (struct.error, IndexError, zlib.error) as error:
                raise NotOfItsKind("cut off") from error
            is_sane = 0 < found.width <= LONGEST_SIDE and 0 < found.height <= LONGEST_SIDE
            if not is_sane or found.width * found.height > MOST_PIXELS:
                raise NotOfItsKind("too many pixels, or none")
            return found
    raise NotOfItsKind("neither PNG nor JPEG nor WebP")


def _png(content: bytes) -> Look:
    at, kinds, data = len(PNG), list[bytes](), list[bytes]()
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        (said,) = struct.unpack_from(">I", content, at + 8 + length)
        if zlib.crc32(kind + body) != said:
            raise NotOfItsKind("a damaged chunk")
        kinds.append(kind)
        if kind == b"IDAT":
            data.append(body)
        at += 12 + length
    if kinds[:1] != [b"IHDR"] or kinds[-1] != b"IEND" or kinds.count(b"IEND") != 1 or not data:
        raise NotOfItsKind("chunks out of order")
    width, height, depth, colour = struct.unpack_from(">IIBB", content, len(PNG) + 8)
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour)
    if channels is None or width * height > MOST_PIXELS:
        raise NotOfItsKind("an unknown colour type, or too many pixels")
    rows = height * (1 + -(-width * channels * depth // 8))
    # Interlaced pictures have up to seven filter bytes more a row; a bomb has far more.
    if len(zlib.decompressobj().decompress(b"".join(data), 2 * rows + 10_000)) < rows:
        raise NotOfItsKind("fewer rows than said")
    return Look("image/png", width, height)


def _jpeg(content: bytes) -> Look:
    at, found = 2, None
    while True:
        if content[at] != MARK:
            raise NotOfItsKind("a lost segment")
        marker = content[at + 1]
        at += 2
        if marker == MARK:
            at -= 1
            continue
        if marker in STANDALONE:
            continue
        (length,) = struct.unpack_from(">H", content, at)
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 3)
            found = Look("image/jpeg", width, height)
        at += length
        if marker == START_OF_SCAN:
            break
    # What follows the picture could be another file.
    if found is None or not content.rstrip(b"\0").endswith(END) or content.find(END, at) < 0:
        raise NotOfItsKind("no frame, or no end")
    return found


def _webp(content: bytes) -> Look:
    size, form, kind = struct.unpack_from("<4xI4s4s", content)
    if form != b"WEBP" or size + 8 != len(content):
        raise NotOfItsKind("not the length that it says")
    body = content[20:]
    if kind == b"VP8X":
        width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (4, 7))
    elif kind == b"VP8L" and body[0] == LOSSLESS:
        bits = int.from_bytes(body[1:5], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", body, 6))
    else:
        raise NotOfItsKind("an unknown kind of WebP")
    return Look("image/webp", width, height)
