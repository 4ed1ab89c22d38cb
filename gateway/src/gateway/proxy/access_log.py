"""One JSON line for every request: no query, no words that a caller typed, no whole address."""

import logging
import sys
import time
from pathlib import Path
from queue import Full, Queue
from threading import Thread
from typing import TYPE_CHECKING, BinaryIO

from gateway.proxy.targets import masked

if TYPE_CHECKING:
    from gateway.proxy.exchange import Exchange

log = logging.getLogger(__name__)

#: Batches of lines that may wait for a slow disk; what comes then is dropped, and counted.
WAITING = 100
MOST_LINES = 50_000
NOBODY = b'"kind":"","sid":""'


class AccessLog:
    """Collects lines beside the hot path and has a thread write them."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._lines: list[bytes] = []
        self._dropped = 0
        self._next_second = 0
        self._stamp = b""
        self._batches: Queue[bytes | None] = Queue(WAITING)
        self._writer = Thread(target=self._write, name="access-log", daemon=True)
        self._writer.start()

    def note(self, exchange: "Exchange", seconds: float) -> None:
        """Keep the line of one request."""
        lines = self._lines
        if len(lines) >= MOST_LINES:
            self._dropped += 1
            return
        now = time.time()
        if now >= self._next_second:
            self._next_second = int(now) + 1
            self._stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)).encode()
        lines.append(
            b'{"at":"%s.%03dZ","request_id":"%s","method":"%s","path":"%s","status":%d,"micros":%d,"in":%d,'
            b'"out":%d,"service":"%s",%s,"network":"%s","refused":"%s"}\n'
            % (
                self._stamp,
                now % 1 * 1000,
                exchange.id,
                exchange.method,
                masked(exchange.path),
                exchange.status,
                seconds * 1_000_000,
                exchange.received,
                exchange.sent,
                exchange.upstream.label if exchange.upstream else b"",
                exchange.principal.label if exchange.principal else NOBODY,
                network(exchange.address),
                exchange.outcome.encode(),
            )
        )

    def flush(self) -> None:
        """Give the lines so far to the writer."""
        if self._dropped:
            log.warning("access lines dropped: %d", self._dropped)
            self._dropped = 0
        if not self._lines:
            return
        lines, self._lines = self._lines, []
        try:
            self._batches.put_nowait(b"".join(lines))
        except Full:
            self._dropped += len(lines)

    def close(self) -> None:
        """Write what is left."""
        self.flush()
        self._batches.put(None)
        self._writer.join(timeout=5)

    def _write(self) -> None:
        if self._file is None:
            self._write_to(sys.stdout.buffer)
            return
        with self._file.open("ab", buffering=0) as stream:
            self._write_to(stream)

    def _write_to(self, stream: BinaryIO) -> None:
        while (batch := self._batches.get()) is not None:
            try:
                stream.write(batch)
                stream.flush()
            except OSError:
                # A full disk must not end the thread: it may have room again.
                self._dropped += batch.count(b"\n")


_networks: dict[str, bytes] = {}
MOST_KNOWN = 10_000


def network(address: str) -> bytes:
    """Return the network of an address: /24, or /48 for IPv6; who it was stays in the services' audit."""
    known = _networks.get(address)
    if known is None:
        if len(_networks) >= MOST_KNOWN:
            _networks.clear()
        separator = ":" if ":" in address else "."
        known = separator.join(address.split(separator)[:3]).encode()
        _networks[address] = known
    return known
