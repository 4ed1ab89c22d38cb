"""The bus on Apache Kafka, through aiokafka: making topics and sending."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Collection, Sequence
from types import TracebackType
from typing import Any, Self, TypeAlias

from aiokafka import AIOKafkaProducer
from aiokafka.admin import NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code
from aiokafka.partitioner import DefaultPartitioner

from servicekit.bus.kafka_client import REQUEST_MS, administration
from servicekit.bus.kafka_reading import KafkaReader
from servicekit.bus.kafka_subscription import KafkaSubscription
from servicekit.bus.types import Away, Record, Slot, TopicSpec, UnknownTopic

#: All of one `send`: what is not acknowledged by then counts as not sent.
SEND_SECONDS = 10.0
CLOSE_SECONDS = 2.0
BATCH_BYTES = 256 * 1024
#: Copies of each record, where there are as many brokers.
COPIES = 3

Results: TypeAlias = list[BaseException | None]


class KafkaBus:
    """The bus on one Kafka cluster; see `types.Bus` for its promises."""

    def __init__(self, url: str, client_id: str) -> None:
        self._servers = url.removeprefix("kafka://").split("/")[0]
        self._client_id = client_id
        self._producer: Any = None
        self._sending = asyncio.Lock()
        self._partition_of = DefaultPartitioner()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._drop_producer()

    async def ensure(self, topics: Sequence[TopicSpec]) -> None:
        """Make the topics that are missing; see `Bus.ensure`."""
        async with administration(self._servers, self._client_id) as admin:
            copies = min(COPIES, len((await admin.describe_cluster())["brokers"]))
            made = await admin.create_topics(
                [NewTopic(spec.name, spec.partitions, copies, topic_configs=keeping(spec)) for spec in topics]
            )
            old = set()
            for name, code, _ in made.topic_errors:
                failure = for_code(code)
                if failure is TopicAlreadyExistsError:
                    old.add(name)
                elif code:
                    raise failure(name)
            await bring_up_to_date(admin, [spec for spec in topics if spec.name in old])

    async def send(self, records: Sequence[Record]) -> list[BaseException | None]:
        """Send all records; see `Bus.send`."""
        results: Results = [Away("Kafka did not acknowledge in time")] * len(records)
        try:
            async with asyncio.timeout(SEND_SECONDS), self._sending:
                producer = await self._get_producer()
                lanes = await self._sort(producer, records, results)
                await asyncio.gather(
                    *(send_in_order(producer, slot, lane, records, results) for slot, lane in lanes.items())
                )
        except (TimeoutError, OSError, KafkaError) as error:
            away = Away(f"Kafka cannot be reached ({type(error).__name__})")
            results = [away if isinstance(result, Away) else result for result in results]
        if any(result is not None and not isinstance(result, UnknownTopic) for result in results):
            # Sequence numbers are spent on what failed; a new producer starts anew.
            await self._drop_producer()
        return results

    def subscribe(self, group: str, topics: Collection[str]) -> KafkaSubscription:
        """Return a member of `group`; see `Bus.subscribe`."""
        return KafkaSubscription(self._servers, self._client_id, group, topics)

    def read(self, topics: Collection[str], from_start: bool) -> KafkaReader:
        """Return a reader; see `Bus.read`."""
        return KafkaReader(self._servers, self._client_id, topics, from_start)

    async def _get_producer(self) -> Any:
        if self._producer is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._servers,
                client_id=self._client_id,
                acks="all",
                enable_idempotence=True,
                max_batch_size=BATCH_BYTES,
                request_timeout_ms=REQUEST_MS,
            )
            try:
                await producer.start()
            except BaseException:
                await producer.stop()
                raise
            self._producer = producer
        return self._producer

    async def _drop_producer(self) -> None:
        """Give the producer up, with what it has not sent.

        aiokafka never gives up a batch of an idempotent producer. Sent when the broker
        is back, an old record could land behind newer ones that another process has
        sent since, and compaction would keep the old one.
        """
        producer, self._producer = self._producer, None
        if producer is None:
            return
        sender = producer._sender.sender_task  # noqa: SLF001 - there is no other way, see above
        sender.cancel()
        await producer.client.close()
        await asyncio.wait({sender}, timeout=CLOSE_SECONDS)
        producer._closed = True  # noqa: SLF001 - `stop` would wait until everything is sent
        await producer.client.close()

    async def _sort(
        self, producer: Any, records: Sequence[Record], results: Results
    ) -> dict[Slot, deque[tuple[int, bytes]]]:
        """Return, for each partition, which records go there, in their order."""
        cluster = producer.client.cluster
        if any(cluster.partitions_for_topic(topic) is None for topic in {record.topic for record in records}):
            cluster = await producer.client.fetch_all_metadata()
        lanes: defaultdict[Slot, deque[tuple[int, bytes]]] = defaultdict(deque)
        for index, record in enumerate(records):
            partitions = cluster.partitions_for_topic(record.topic)
            if not partitions:
                results[index] = UnknownTopic(record.topic)
                continue
            key = record.key.encode()
            lanes[record.topic, self._partition_of(key, sorted(partitions), [])].append((index, key))
        return lanes


async def send_in_order(
    producer: Any, slot: Slot, lane: deque[tuple[int, bytes]], records: Sequence[Record], results: Results
) -> None:
    """Send one partition's records, batch by batch; after a failure, none of those behind it."""
    topic, partition = slot
    while lane:
        batch, taken = producer.create_batch(), []
        while lane:
            index, key = lane[0]
            record = records[index]
            if (
                batch.append(key=key, value=record.value, headers=list(record.headers), timestamp=None)
                is None
            ):
                break
            taken.append(index)
            lane.popleft()
        acknowledged = await producer.send_batch(batch, topic, partition=partition)
        failure: BaseException | None = None
        try:
            await acknowledged
        except KafkaError as error:
            failure = error
            taken += [index for index, _ in lane]
            lane.clear()
        for index in taken:
            results[index] = failure


def keeping(spec: TopicSpec) -> dict[str, str]:
    """Return Kafka's settings for how a topic is kept."""
    retention = -1 if spec.compacted or spec.retention_s is None else spec.retention_s * 1000
    return {"cleanup.policy": "compact" if spec.compacted else "delete", "retention.ms": str(retention)}


async def bring_up_to_date(admin: Any, topics: Sequence[TopicSpec]) -> None:
    """Change how existing topics are kept, where that differs."""
    wanted = {spec.name: keeping(spec) for spec in topics}
    if not wanted:
        return
    asked = [ConfigResource(ConfigResourceType.TOPIC, name, settings) for name, settings in wanted.items()]
    (found,) = await admin.describe_configs(asked)
    differing = []
    for *_, name, entries in found.resources:
        if {setting: value for setting, value, *_ in entries} != wanted[name]:
            differing.append(ConfigResource(ConfigResourceType.TOPIC, name, wanted[name]))
    if differing:
        (done,) = await admin.alter_configs(differing)
        for code, said, *_ in done.resources:
            if code:
                raise for_code(code)(said)
