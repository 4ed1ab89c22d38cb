"""Events as they are written and read: a Protobuf message in a CloudEvent (Kafka binary mode)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from google.protobuf import json_format
from google.protobuf.message import Message

from servicekit.ids import uuid7

PROTOBUF, JSON = "application/protobuf", "application/json"
GONE = "gone"  # the type of a tombstone


@dataclass(frozen=True)
class Event:
    """One fact about one thing, as other services will see it; no message means it is gone."""

    topic: str
    key: str
    version: int
    message: Message | None
    id: UUID = field(default_factory=uuid7)

    @property
    def type(self) -> str:
        """The full name of the message, such as `sanzhi.kiosk.v1.AlarmRaised`."""
        return self.message.DESCRIPTOR.full_name if self.message is not None else GONE


@dataclass(frozen=True)
class Topic:
    """Where a service announces what happens to one kind of thing."""

    name: str
    key: str  # the field that holds the thing's id; events about it stay in order
    facts: tuple[type[Message], ...]
    #: A state topic keeps the newest message of each key for ever.
    kind: Literal["state", "fact"] = "fact"
    partitions: int = 2
    retention_days: int = 30

    def event(self, message: Message, *, version: int) -> Event:
        """Return `message` as an event about its thing in its new `version`."""
        if not isinstance(message, self.facts):
            msg = f"{self.name} does not carry {message.DESCRIPTOR.full_name}"
            raise TypeError(msg)
        return Event(self.name, str(getattr(message, self.key)), version, message)

    def gone(self, key: str, *, version: int) -> Event:
        """Return the tombstone of a thing: copies of it are to be removed."""
        if self.kind != "state":
            raise TypeError(f"{self.name} carries facts, which cannot be taken back")
        return Event(self.name, key, version, None)


@dataclass(frozen=True)
class Delivery:
    """One event as it arrived, its message not yet read."""

    topic: str
    key: str
    id: UUID
    type: str
    body: bytes | None
    content_type: str = PROTOBUF
    trace: dict[str, str] = field(default_factory=dict)
    source: str = ""
    time: str = ""


def read(delivery: Delivery, message_class: type[Message]) -> Message:
    """Return the message of a delivery; a newer producer may have added fields.

    Raises:
        ValueError: the body is not such a message.

    """
    body = delivery.body or b""
    message = message_class()
    try:
        if delivery.content_type.startswith(JSON):
            return json_format.Parse(body, message, ignore_unknown_fields=True)
        message.ParseFromString(body)
    except (json_format.ParseError, ValueError, RuntimeError, TypeError) as error:
        raise ValueError(f"not a {message_class.DESCRIPTOR.full_name}") from error
    except Exception as error:
        # protobuf's DecodeError derives from plain Exception in some builds.
        raise ValueError(f"not a {message_class.DESCRIPTOR.full_name}") from error
    return message


def envelope(
    event_id: UUID, event_type: str, source: str, at: datetime, version: int
) -> list[tuple[str, bytes]]:
    """Return the CloudEvents 1.0 attributes of Kafka's binary mode; all are text."""
    values = {
        "ce_specversion": "1.0",
        "ce_id": str(event_id),
        "ce_source": f"/{source}",
        "ce_type": event_type,
        "ce_time": at.isoformat(),
        "ce_sequence": str(version),
        "content-type": PROTOBUF,
    }
    return [(name, value.encode()) for name, value in values.items()]


def delivery(
    topic: str, key: str, headers: Iterable[tuple[str, bytes]], body: bytes | None
) -> Delivery | None:
    """Return a record as an event, or `None` if it is not a CloudEvent."""
    values = {name.lower(): value.decode(errors="replace") for name, value in headers}
    try:
        return Delivery(
            topic=topic,
            key=key,
            id=UUID(values["ce_id"]),
            type=GONE if body is None else values["ce_type"],
            body=body,
            content_type=values.get("content-type", PROTOBUF),
            trace={name: values[name] for name in ("traceparent", "tracestate") if name in values},
            source=values.get("ce_source", ""),
            time=values.get("ce_time", ""),
        )
    except (KeyError, ValueError):
        return None
