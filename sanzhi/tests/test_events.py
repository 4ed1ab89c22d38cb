import json
from datetime import UTC, datetime

import pytest
import yaml
from google.protobuf.descriptor_pool import Default

from sanzhi_cli import events
from sanzhi_cli.postgres import Postgres
from sanzhi_proto.kiosk.v1.kiosk_pb2 import AlarmRaised
from servicekit.bus import Record, TopicSpec, open_bus
from servicekit.events import Topic, envelope
from servicekit.ids import uuid7

# A topic of its own: on the run's one Kafka, others raise alarms too.
ALARMS = Topic(f"kiosk.alarm-{uuid7().hex}", key="device_id", facts=(AlarmRaised,))


@pytest.fixture(params=["log", "kafka"])
def bus_url(request: pytest.FixtureRequest, postgres: Postgres) -> str:
    if request.param == "kafka":
        return f"kafka://{request.getfixturevalue('kafka')}"
    return postgres.add_service("bus", "pw")


async def send(bus_url: str, *records: Record) -> None:
    async with open_bus(bus_url, client_id="test") as bus:
        await bus.ensure([TopicSpec(ALARMS.name, partitions=1)])
        assert await bus.send(records) == [None] * len(records)


async def test_events_are_printed_as_json_with_the_names_of_the_contract(
    bus_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    alarm = AlarmRaised(device_id="kiosk-1")
    event = ALARMS.event(alarm, version=1)
    headers = tuple(envelope(event.id, event.type, "svc-kiosk", datetime(2026, 4, 30, 1, tzinfo=UTC), 1))
    await send(
        bus_url,
        Record(ALARMS.name, event.key, alarm.SerializeToString(), headers),
        Record(ALARMS.name, event.key, b"\xff broken", headers),
        Record(ALARMS.name, event.key, None, headers),
        Record(ALARMS.name, event.key, b"from somebody else", ()),
    )

    await events.tail(bus_url, [ALARMS.name, "nobody.knows"], from_start=True, follow=False)

    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["key"] for line in told] == ["kiosk-1"] * 4
    assert told[0]["type"] == "sanzhi.kiosk.v1.AlarmRaised"
    assert told[0]["time"] == "2026-04-30T01:00:00+00:00"
    assert told[0]["data"]["device_id"] == "kiosk-1"
    assert "cannot be decoded" in told[1]["data"]["error"]
    assert (told[2]["type"], told[2]["data"]) == ("gone", None)
    assert told[3]["error"] == "not a CloudEvent"


def test_every_message_of_every_topic_can_be_decoded() -> None:
    events.learn_contracts()

    topics = yaml.safe_load((events.ROOT / "proto" / "topics.yaml").read_text())
    assert events.known_topics() == list(topics)
    for name in (name for topic in topics.values() for name in topic["messages"]):
        assert Default().FindMessageTypeByName(name).full_name == name
