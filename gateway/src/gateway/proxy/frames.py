"""WebSocket frames (RFC 6455, 5.2): found and checked, never unpacked."""

from typing import NamedTuple

LARGEST = 65_536  # bytes of payload
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
OPCODES = frozenset({0, TEXT, BINARY, CLOSE, PING, PONG})
LONGEST_CONTROL = 125

PROTOCOL_ERROR, TOO_BIG = 1002, 1009


class FrameRefused(Exception):
    """A frame breaks the rules; `code` is what its sender is told."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Frame(NamedTuple):
    """One whole frame as it came."""

    opcode: int
    raw: bytes


class FrameReader:
    """Cuts a stream into whole frames. Clients mask theirs, services do not."""

    def __init__(self, *, masked: bool) -> None:
        self._masked = masked
        self._held = b""

    def feed(self, data: bytes) -> list[Frame]:
        """Return the frames that are now complete.

        Raises:
            FrameRefused: one is too large, wrongly masked, or uses what was not agreed.

        """
        data = self._held + data
        frames: list[Frame] = []
        start = 0
        while (end := self._end(data, start)) is not None and end <= len(data):
            frames.append(Frame(data[start] & 0x0F, data[start:end]))
            start = end
        self._held = data[start:]
        return frames

    def _end(self, data: bytes, start: int) -> int | None:
        """Return where the frame that begins at `start` ends, or `None` if that is not known yet."""
        if len(data) < start + 2:
            return None
        first, second = data[start], data[start + 1]
        opcode, length = first & 0x0F, second & 0x7F
        # Of the first byte's upper half only FIN is in use: extensions were not agreed.
        if first & 0x70 or opcode not in OPCODES or bool(second & 0x80) is not self._masked:
            raise FrameRefused(PROTOCOL_ERROR)
        if opcode >= CLOSE and (length > LONGEST_CONTROL or not first & 0x80):
            raise FrameRefused(PROTOCOL_ERROR)
        at = start + 2
        extra = {126: 2, 127: 8}.get(length, 0)
        if extra:
            if len(data) < at + extra:
                return None
            length = int.from_bytes(data[at : at + extra])
            at += extra
        if length > LARGEST:
            raise FrameRefused(TOO_BIG)
        return at + (4 if self._masked else 0) + length


def close_frame(code: int, reason: str, mask: bytes = b"") -> bytes:
    """Return a Close frame, masked if it goes to a service."""
    payload = code.to_bytes(2) + reason.encode()
    if not mask:
        return bytes((0x80 | CLOSE, len(payload))) + payload
    covered = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
    return bytes((0x80 | CLOSE, 0x80 | len(payload))) + mask + covered


PING_FRAME = bytes((0x80 | PING, 0))
