"""What a bus promises, whichever broker stands behind it.

Records of one key keep their order. Each is delivered to every group at least
once: to one member of the group, again if that member did not commit it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, TypeAlias

#: A topic and one of its partitions.
Slot: TypeAlias = tuple[str, int]

#: What one poll found, each partition's records in order.
Batch: TypeAlias = Mapping[Slot, list["Received"]]


@dataclass(frozen=True)
class TopicSpec:
    """How a topic is kept.

    A compacted topic keeps the newest record of each key for ever, the others keep
    all records for `retention_s` seconds (`None`: for ever).
    """

    name: str
    partitions: int
    compacted: bool = False
    retention_s: int | None = None


@dataclass(frozen=True)
class Record:
    """One message about the thing named by `key`; without a value, a tombstone."""

    topic: str
    key: str
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Received(Record):
    """A record as it was delivered."""

    partition: int
    offset: int


class Away(ConnectionError):
    """The broker cannot be reached now; the same call may succeed later."""


class Fenced(Exception):
    """Partitions were taken from this member: what it has not committed goes to others."""

    def __init__(self, slots: Collection[Slot]) -> None:
        self.slots = frozenset(slots)
        super().__init__(", ".join(f"{topic}/{partition}" for topic, partition in sorted(self.slots)))


class UnknownTopic(Exception):
    """Nobody has ensured this topic yet."""


class Reader(Protocol):
    """Reads all partitions of the topics that exist when it is entered; nothing is remembered of it."""

    async def __aenter__(self) -> Self:
        """Start to read.

        Raises:
            Away: the broker cannot be reached.

        """
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def poll(self, limit: int, wait: float) -> Batch:
        """Return up to `limit` records, as soon as there are any, at most `wait` seconds later.

        Raises:
            Away: the broker cannot be reached; the next poll goes on where this one stood.

        """
        ...

    async def behind(self) -> int:
        """Return how many offsets at most are still to be read; 0 once everything has been read."""
        ...


class Subscription(Protocol):
    """One member of a group; a group's members share the partitions of its topics."""

    async def __aenter__(self) -> Self:
        """Join the group.

        Raises:
            Away: the broker cannot be reached.

        """
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def poll(self, limit: int, wait: float) -> Batch:
        """Return up to `limit` records, as soon as there are any, at most `wait` seconds later.

        Every record is returned once to this member; those that it does not commit
        come again, to whoever holds the partition next. A poll says that the member
        has finished with what it was given before: partitions that are to move to
        another member move now.

        Raises:
            Away: the broker cannot be reached; the next poll goes on where this one stood.

        """
        ...

    async def commit(self, offsets: Mapping[Slot, int]) -> None:
        """Remember that the group has finished everything before each offset.

        Raises:
            Fenced: some partitions are no longer this member's; nothing of them was
                committed. The next poll goes on with those that it holds.
            Away: the broker cannot be reached; nothing may be committed.

        """
        ...


class Bus(Protocol):
    """A broker, opened for one process by `open_bus`."""

    async def __aenter__(self) -> Self:
        """Open the bus; the broker is reached when it is first needed."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def ensure(self, topics: Sequence[TopicSpec]) -> None:
        """Make the topics that are missing, and bring the retention of the others up to date.

        The partitions of an existing topic stay as they are: keys would change places.

        Raises:
            Away: the broker cannot be reached.

        """
        ...

    async def send(self, records: Sequence[Record]) -> list[BaseException | None]:
        """Send all records; return what became of each, in their order.

        `None` stands for a record that the broker has stored durably. If one fails,
        those of its key behind it fail too, so that sending the failed ones again
        keeps the order; a failed one may have arrived all the same.
        """
        ...

    def subscribe(self, group: str, topics: Collection[str]) -> Subscription:
        """Return a member of `group`, to be entered; a new group starts at the earliest record.

        Topics may be ensured later, by their owners.
        """
        ...

    def read(self, topics: Collection[str], from_start: bool) -> Reader:
        """Return a reader of everything since the earliest record, or of what comes from now on."""
        ...
