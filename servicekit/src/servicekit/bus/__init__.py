"""The bus between services: Apache Kafka, or a durable log in PostgreSQL with the same promises."""

from urllib.parse import urlsplit

from servicekit.bus.types import (
    Away,
    Batch,
    Bus,
    Fenced,
    Reader,
    Received,
    Record,
    Slot,
    Subscription,
    TopicSpec,
    UnknownTopic,
)

__all__ = [
    "Away",
    "Batch",
    "Bus",
    "Fenced",
    "Reader",
    "Received",
    "Record",
    "Slot",
    "Subscription",
    "TopicSpec",
    "UnknownTopic",
    "open_bus",
]


def open_bus(url: str, client_id: str) -> Bus:
    """Return the bus at an address, to be entered by `async with`.

    `kafka://host:port,host:port` is Apache Kafka, `postgresql+asyncpg://…/bus` the
    durable log in a database of its own.

    Raises:
        ValueError: the address is of neither kind.

    """
    scheme = urlsplit(url).scheme
    # The client that is not used is not loaded: either costs tens of megabytes.
    if scheme == "kafka":
        from servicekit.bus.kafka import KafkaBus

        return KafkaBus(url, client_id)
    if scheme == "postgresql+asyncpg":
        from servicekit.bus.log import LogBus

        return LogBus(url, client_id)
    raise ValueError(f"a bus is kafka://… or postgresql+asyncpg://…, not {scheme}://…")
