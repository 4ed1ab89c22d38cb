"""`sanzhi events tail`: what the services tell each other, as JSON lines with the names of the contracts."""

import importlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml
from google.protobuf import json_format
from google.protobuf.descriptor_pool import Default
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass

import sanzhi_proto
from sanzhi_cli.progress import say
from sanzhi_cli.suite import ROOT
from servicekit.bus import Received, open_bus
from servicekit.events import Delivery, delivery, read

AT_ONCE = 200
LOOK_AGAIN = 1.0  # seconds


def known_topics() -> list[str]:
    """Return the names of all topics, from proto/topics.yaml."""
    return list(yaml.safe_load((ROOT / "proto" / "topics.yaml").read_text()))


def learn_contracts() -> None:
    """Load all generated messages, so that they can be found by name."""
    for root in map(Path, sanzhi_proto.__path__):
        for file in root.rglob("*_pb2.py"):
            importlib.import_module(".".join(("sanzhi_proto", *file.relative_to(root).with_suffix("").parts)))


async def tail(bus_url: str, topics: Collection[str], *, from_start: bool, follow: bool) -> None:
    """Print the events of the topics, those of one thing in order, for ever or until none is left."""
    learn_contracts()
    async with open_bus(bus_url, client_id="sanzhi-events") as bus, bus.read(topics, from_start) as reader:
        while follow or await reader.behind():
            for records in (await reader.poll(AT_ONCE, LOOK_AGAIN)).values():
                for record in records:
                    say(json.dumps(spoken(record), ensure_ascii=False))


def spoken(record: Received) -> dict[str, Any]:
    """Return a record as a person reads it; what cannot be decoded says so."""
    place = {"topic": record.topic, "partition": record.partition, "offset": record.offset, "key": record.key}
    event = delivery(record.topic, record.key, record.headers, record.value)
    if event is None:
        return place | {"error": "not a CloudEvent"}
    return place | {
        "type": event.type,
        "time": event.time,
        "source": event.source,
        "id": str(event.id),
        "data": None if event.body is None else decoded(event),
    }


def decoded(event: Delivery) -> Any:
    """Return the message of an event as JSON, with the names that the contract gives."""
    try:
        message: Message = read(event, GetMessageClass(Default().FindMessageTypeByName(event.type)))
    except (KeyError, ValueError, DecodeError) as error:
        return {"error": f"cannot be decoded: {error}"}
    return json_format.MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )
