"""What Prometheus is told of the door: on a port of its own, for the public one is everybody's."""

import asyncio
from bisect import bisect_left
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from gateway.proxy.exchange import Exchange
    from gateway.proxy.upstream import Upstream

#: Seconds; what took longer than the last is in `+Inf`.
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
#: In place of a service: what the door answered itself.
OWN = "door"
PATIENCE = 5.0  # seconds for one question
LONGEST_HEAD = 8192


class Counts:
    """How many requests, to which service, with which status, and how long they took."""

    def __init__(self) -> None:
        #: By service and status: how many in each bucket.
        self.buckets: dict[tuple[bytes, int], list[int]] = {}
        self.seconds: dict[tuple[bytes, int], float] = {}

    def note(self, exchange: "Exchange", seconds: float) -> None:
        """Count one request that is over."""
        key = (exchange.upstream.label if exchange.upstream else b"", exchange.status)
        row = self.buckets.get(key)
        if row is None:
            row = self.buckets[key] = [0] * (len(BOUNDS) + 1)
            self.seconds[key] = 0.0
        row[bisect_left(BOUNDS, seconds)] += 1
        self.seconds[key] += seconds


class Told(Collector):
    """The counts of a door, and what is under way there now, as Prometheus reads them."""

    def __init__(
        self,
        counts: Counts,
        upstreams: Callable[[], Mapping[bytes, "Upstream"]],
        under_way: Callable[[], int],
    ) -> None:
        self._counts, self._upstreams, self._under_way = counts, upstreams, under_way

    def collect(self) -> Iterable[Metric]:
        """Yield every family."""
        requests = HistogramMetricFamily(
            "door_request_duration_seconds",
            "Requests by service and status, from their first byte to the last of their answer.",
            labels=("upstream", "status"),
        )
        bounds = [*map(str, BOUNDS), "+Inf"]
        for (label, status), row in self._counts.buckets.items():
            below, sums = 0, []
            for bound, count in zip(bounds, row, strict=True):
                below += count
                sums.append((bound, below))
            labels = (label.decode() or OWN, str(status))
            requests.add_metric(labels, sums, self._counts.seconds[label, status])
        yield requests
        yield GaugeMetricFamily("door_connections", "Connections of clients.", self._under_way())
        broken = GaugeMetricFamily(
            "door_upstream_broken",
            "1 while a service is not asked, for it does not answer.",
            labels=("upstream",),
        )
        for name, upstream in self._upstreams().items():
            broken.add_metric((name.decode(),), float(upstream.breaker.is_open))
        yield broken


def page_of(told: Told) -> Callable[[], bytes]:
    """Return what writes the page: the door's own counts, and memory and processor of its process."""
    registry = CollectorRegistry()
    registry.register(told)
    ProcessCollector(registry=registry)
    return lambda: generate_latest(registry)


@asynccontextmanager
async def telling(host: str, port: int, page: Callable[[], bytes]) -> AsyncIterator[int]:
    """Answer `GET /metrics` for as long as the context lasts; yield the port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(PATIENCE):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(answered(head, page))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, host, port, limit=LONGEST_HEAD)
    async with server:
        yield int(server.sockets[0].getsockname()[1])


def answered(head: bytes, page: Callable[[], bytes]) -> bytes:
    """Return the answer to a request of which only the first line counts."""
    method, _, rest = head.partition(b" ")
    if method != b"GET" or rest.partition(b" ")[0] != b"/metrics":
        return b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    body = page()
    return b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s" % (
        CONTENT_TYPE_LATEST.encode(),
        len(body),
        body,
    )
