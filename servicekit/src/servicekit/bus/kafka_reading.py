"""Reading Kafka without a group."""

from collections.abc import Collection, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, TopicPartition

from servicekit.bus.kafka_client import REQUEST_MS, administration, reaching
from servicekit.bus.types import Batch, Received


def received(found: Mapping[Any, Sequence[Any]]) -> Batch:
    """Return what aiokafka fetched as records of ours."""
    return {
        (slot.topic, slot.partition): [
            Received(
                record.topic,
                (record.key or b"").decode(errors="replace"),
                record.value,
                tuple(record.headers),
                record.partition,
                record.offset,
            )
            for record in records
        ]
        for slot, records in found.items()
    }


class KafkaReader:
    """Reads Kafka without a group; see `types.Reader`."""

    def __init__(self, servers: str, client_id: str, topics: Collection[str], from_start: bool) -> None:
        self._servers = servers
        self._client_id = client_id
        self._topics = sorted(set(topics))
        self._from_start = from_start
        self._consumer: Any = None
        self._slots: list[TopicPartition] = []

    async def __aenter__(self) -> Self:
        async with administration(self._servers, self._client_id) as admin:
            described = await admin.describe_topics(self._topics)
        self._slots = [
            TopicPartition(topic["topic"], partition["partition"])
            for topic in described
            for partition in topic["partitions"]
        ]
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=self._servers,
            client_id=self._client_id,
            enable_auto_commit=False,
            request_timeout_ms=REQUEST_MS,
        )
        self._consumer.assign(self._slots)
        with reaching():
            try:
                await self._consumer.start()
                where = self._consumer.beginning_offsets if self._from_start else self._consumer.end_offsets
                for slot, offset in (await where(self._slots)).items():
                    self._consumer.seek(slot, offset)
            except BaseException:
                await self._consumer.stop()
                raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._consumer.stop()

    async def poll(self, limit: int, wait: float) -> Batch:
        """Return the next records; see `Reader.poll`."""
        with reaching():
            return received(await self._consumer.getmany(timeout_ms=int(wait * 1000), max_records=limit))

    async def behind(self) -> int:
        """Return how many offsets are still to be read; see `Reader.behind`."""
        with reaching():
            ends = await self._consumer.end_offsets(self._slots)
            return sum([end - await self._consumer.position(slot) for slot, end in ends.items()])
