"""Headers as they lie in the log: for each, the two lengths, then name and value."""

import struct
from collections.abc import Iterable

LENGTHS = struct.Struct(">HI")


def pack(headers: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the headers as one string of bytes."""
    parts = []
    for name, value in headers:
        raw = name.encode()
        parts += [LENGTHS.pack(len(raw), len(value)), raw, value]
    return b"".join(parts)


def unpack(packed: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the headers that `pack` was given."""
    headers, at = [], 0
    while at < len(packed):
        name_length, value_length = LENGTHS.unpack_from(packed, at)
        middle = at + LENGTHS.size + name_length
        headers.append((packed[at + LENGTHS.size : middle].decode(), packed[middle : middle + value_length]))
        at = middle + value_length
    return tuple(headers)
