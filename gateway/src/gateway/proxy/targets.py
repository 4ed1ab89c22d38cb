"""Addresses: only those that cannot be read in two ways, matched and forwarded byte by byte.

Everything a normaliser could change is refused (dot segments, empty segments, encoded
slashes, needlessly encoded letters, invalid UTF-8): the bytes that were matched against
the route table are the bytes that the service gets (reliability.md B4, path normalisation).
"""

import re
from urllib.parse import unquote_to_bytes

from gateway.proxy.errors import TargetMalformed, TargetTooLong

LONGEST = 8000
MOST_KNOWN = 4096

# RFC 3986 pchar without `;`, which some readers cut off; no empty segment but the last.
PLAIN = re.compile(rb"/(?:[A-Za-z0-9_~!$&'()*+,=:@-][A-Za-z0-9._~!$&'()*+,=:@-]*(?:/|$))*")
ENCODED = re.compile(rb"/(?:(?!\.{1,2}(?:/|$))(?:[A-Za-z0-9._~!$&'()*+,=:@-]|%[0-9A-Fa-f]{2})+(?:/|$))*")
QUERY = re.compile(rb"[!$-;=?-~]*")
ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
# Of ASCII only these need to be encoded in a path and mean nothing to anybody.
HARMLESS = frozenset(b' "<>^`{|}[]')
# Marks that turn the direction of text around or are invisible.
DECEIVING = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0080-\u009f]")


def split(target: bytes) -> tuple[bytes, bytes]:
    """Return path and query of a request target as they came.

    Raises:
        TargetTooLong: it is longer than anything we give out.
        TargetMalformed: another reader could understand another address.

    """
    if len(target) > LONGEST:
        raise TargetTooLong
    path, _, query = target.partition(b"?")
    if not PLAIN.fullmatch(path):
        check_encoded(path)
    if query and not QUERY.fullmatch(query):
        raise TargetMalformed
    return path, query


def check_encoded(path: bytes) -> None:
    """Refuse encodings of what needs none, and of what would mean something if decoded."""
    if not ENCODED.fullmatch(path):
        raise TargetMalformed
    for escape in ESCAPE.finditer(path):
        byte = int(escape[1], 16)
        if byte < 0x80 and byte not in HARMLESS:  # noqa: PLR2004 - ASCII
            raise TargetMalformed
    try:
        text = unquote_to_bytes(path).decode()
    except UnicodeDecodeError as error:
        raise TargetMalformed from error
    if DECEIVING.search(text):
        raise TargetMalformed


_masked: dict[bytes, bytes] = {}
# What our own addresses are made of; anything else may be something a person typed.
WORD = re.compile(rb"v\d|[a-z][a-z-]{0,30}|[a-z0-9._-]+\.(?:js|css|html|svg|png|ico|json|woff2?|map)")


def masked(path: bytes) -> bytes:
    """Return a path for the log: segments that are not words of ours become `*`."""
    known = _masked.get(path)
    if known is None:
        if len(_masked) >= MOST_KNOWN:
            _masked.clear()
        segments = path.split(b"/")
        known = b"/".join(part if not part or WORD.fullmatch(part) else b"*" for part in segments)
        _masked[path] = known
    return known
