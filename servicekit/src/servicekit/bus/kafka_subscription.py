"""A member of a group that reads Kafka.

aiokafka rebalances behind our back. So that a partition is not handled by two
members at once, a rebalance waits a moment until the member has committed what it
was given; so that a late commit never moves an offset back, whatever was delivered
before a rebalance can no longer be committed after it.
"""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from servicekit.bus.kafka_client import REQUEST_MS, reaching
from servicekit.bus.kafka_reading import received
from servicekit.bus.types import Away, Batch, Fenced, Slot

#: A broker's default allows no shorter session.
SESSION_MS, HEARTBEAT_MS = 6_000, 1_000
#: A member that has not polled for so long is stuck: its partitions go to others.
STUCK_MS = 300_000
#: How long a rebalance waits for a member, and that member for its batch.
REBALANCE_MS, DRAIN_SECONDS = 10_000, 4.0
#: New topics and partitions are noticed after so long.
METADATA_MS = 5_000
COMMIT_SECONDS = 10.0
CLOSE_SECONDS = 10.0
#: What aiokafka needs beyond the wait it is told, before it says that there is nothing.
GRACE_SECONDS = 0.2


class KafkaSubscription:
    """One member of a group; see `types.Subscription` for its promises."""

    def __init__(self, servers: str, client_id: str, group: str, topics: Collection[str]) -> None:
        self._servers = servers
        self._client_id = client_id
        self._group = group
        self._topics = sorted(set(topics))
        self._consumer: Any = None
        self._fetch: asyncio.Task[Any] | None = None
        #: What was delivered since the last rebalance, and not committed yet.
        self._delivered: dict[Slot, int] = {}
        #: Where something was delivered since the last rebalance.
        self._held: set[Slot] = set()
        self._has_joined = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def __aenter__(self) -> Self:
        await self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def poll(self, limit: int, wait: float) -> Batch:
        """Return the next records; see `Subscription.poll`."""
        self._finish()
        if self._consumer is None:
            await self._open()
        # Fetching also waits for a rebalance to end, however long. It is left to go on
        # then, for the next poll: cancelled, it would never count as idle again.
        fetch = self._fetch = self._fetch or asyncio.create_task(
            self._consumer.getmany(timeout_ms=int(wait * 1000), max_records=limit)
        )
        await asyncio.wait({fetch}, timeout=wait + GRACE_SECONDS)
        batch: Batch = {}
        if fetch is self._fetch and fetch.done():
            self._fetch = None
            try:
                batch = received(fetch.result())
            except KafkaError as error:
                await self._close()
                raise Away(f"Kafka cannot be reached ({type(error).__name__})") from error
        if not batch and self._is_lost():
            raise Away("Kafka's coordinator of the group cannot be reached")
        if batch:
            self._delivered = {slot: records[-1].offset + 1 for slot, records in batch.items()}
            self._held |= batch.keys()
            self._idle.clear()
        return batch

    async def commit(self, offsets: Mapping[Slot, int]) -> None:
        """Remember what the group has finished; see `Subscription.commit`."""
        if not self._is_member() or not offsets.keys() <= self._held:
            raise Fenced(offsets.keys())
        with reaching():
            try:
                async with asyncio.timeout(COMMIT_SECONDS):
                    await self._consumer.commit(
                        {TopicPartition(*slot): following for slot, following in offsets.items()}
                    )
            except (CommitFailedError, IllegalStateError) as error:
                raise Fenced(offsets.keys()) from error
        self._delivered = {
            slot: following for slot, following in self._delivered.items() if offsets.get(slot, 0) < following
        }
        if not self._delivered:
            self._idle.set()

    async def let_go(self) -> None:
        """Let the batch under way be committed, if that is soon; nothing of it can be after that."""
        if self._is_member():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), DRAIN_SECONDS)
        self._held.clear()
        self._finish()
        if self._fetch is not None and self._fetch.done():
            self._fetch = None

    def _finish(self) -> None:
        self._delivered.clear()
        self._idle.set()

    def joined(self) -> None:
        """Remember that the group had a coordinator."""
        self._has_joined = True

    def _is_lost(self) -> bool:
        # aiokafka looks for a coordinator by itself, for ever and without a word to us.
        coordinator = self._consumer and self._consumer._coordinator.coordinator_id  # noqa: SLF001
        return self._has_joined and coordinator is None

    def _is_member(self) -> bool:
        # Thrown out by the broker, aiokafka would commit outside of any generation,
        # and a group that has no member just then accepts that.
        return self._consumer is not None and self._consumer._coordinator.generation > 0  # noqa: SLF001

    async def _open(self) -> None:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._servers,
            client_id=self._client_id,
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=SESSION_MS,
            heartbeat_interval_ms=HEARTBEAT_MS,
            max_poll_interval_ms=STUCK_MS,
            rebalance_timeout_ms=REBALANCE_MS,
            metadata_max_age_ms=METADATA_MS,
            request_timeout_ms=REQUEST_MS,
        )
        with reaching():
            try:
                await consumer.start()
            except BaseException:
                await consumer.stop()
                raise
        # Not before: the start would wait for topics that do not exist yet.
        consumer.subscribe(self._topics, listener=Rebalances(self))
        self._consumer = consumer

    async def _close(self) -> None:
        consumer, self._consumer = self._consumer, None
        self._held.clear()
        self._has_joined = False
        self._finish()
        if self._fetch is not None:
            self._fetch.cancel()
            await asyncio.wait({self._fetch})
            self._fetch = None
        if consumer is not None:
            with suppress(TimeoutError, KafkaError):
                await asyncio.wait_for(consumer.stop(), CLOSE_SECONDS)


class Rebalances(ConsumerRebalanceListener):  # type: ignore[misc] # aiokafka has no types
    """Tells a subscription that its partitions are about to move."""

    def __init__(self, subscription: KafkaSubscription) -> None:
        self._subscription = subscription

    async def on_partitions_revoked(self, revoked: Collection[Any]) -> None:  # noqa: ARG002
        """Let go of all partitions; those that stay come back with the next assignment."""
        await self._subscription.let_go()

    def on_partitions_assigned(self, assigned: Collection[Any]) -> None:  # noqa: ARG002
        """Read on; positions are what the group has committed."""
        self._subscription.joined()
