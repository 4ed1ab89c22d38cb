"""What svc-kiosk tells the others, and what it hears of them."""

from pathlib import Path
from typing import Any

import yaml

from sanzhi_proto.kiosk.v1.kiosk_pb2 import DeviceChanged
from servicekit import migrations
from servicekit.db import SessionMaker
from servicekit.testing import RecordedOutbox, delivery_of
from svc_kiosk.devices.service import all_devices
from svc_kiosk.main import service as kiosk
from svc_kiosk.seed import seed

TOPICS = Path(__file__).parents[2] / "proto" / "topics.yaml"


def test_the_topics_are_those_that_were_promised() -> None:
    promised = yaml.safe_load(TOPICS.read_text())

    for topic in kiosk.publishes:
        said = promised[topic.name]
        assert said["owner"] == kiosk.name
        assert (said["kind"], said["key"], said["partitions"]) == (topic.kind, topic.key, topic.partitions)
        assert said["messages"] == [fact.DESCRIPTOR.full_name for fact in topic.facts]
        if topic.kind == "fact":
            assert said["retention_days"] == topic.retention_days
    for name in kiosk.consumers.topics:
        assert kiosk.name in promised[name]["listeners"]


def test_the_migrations_make_what_the_models_ask_for(own_database: str) -> None:
    migrations.check("svc_kiosk", own_database)


async def hear(street: Any, *events: Any) -> None:
    for event in events:
        await kiosk.consumers.dispatch(delivery_of("catalog.item", event.item_id, event), street.sessions)


async def test_terminals_of_a_county_offer_its_items_and_tell_once_when_the_list_changes(
    street: Any, announced: RecordedOutbox
) -> None:
    await street.register("kiosk-jj-01")
    await street.register("kiosk-jj-02", region_code="331002001")
    await street.register("kiosk-wl-01", region_code="331081")
    before = len(await announced.messages(DeviceChanged))

    await hear(
        street,
        street.item("331002-gjj-29", "331002"),
        street.item("331002-ga-1", "331002"),
        street.item("331002-jt-51", "331002", is_kiosk=False),
        street.item("331002-ga-2", "331002", state="withdrawn"),
    )
    street.clock.move(seconds=1)
    await street.work()

    told = (await announced.messages(DeviceChanged))[before:]
    assert [one.device_id for one in told] == ["kiosk-jj-01", "kiosk-jj-02"]
    assert [list(one.item_ids) for one in told] == [["331002-ga-1", "331002-gjj-29"]] * 2
    listed = (await street.client.get("/v1/devices", headers=street.operator())).json()["items"]
    assert [device["item_count"] for device in listed] == [2, 2, 0]


async def test_a_withdrawn_item_is_taken_off_the_terminals_and_an_older_word_does_not_bring_it_back(
    street: Any, announced: RecordedOutbox
) -> None:
    await street.register("kiosk-jj-01")
    rent = "331002-gjj-29"
    await hear(street, street.item(rent, "331002", version=2))
    street.clock.move(seconds=1)
    await street.work()

    await hear(
        street,
        street.item(rent, "331002", version=3, state="withdrawn"),
        street.item(rent, "331002", version=1),
    )
    street.clock.move(seconds=1)
    await street.work()

    told = await announced.messages(DeviceChanged)
    assert [list(one.item_ids) for one in told] == [[], [rent], []]
    assert [one.version for one in told] == [1, 2, 3]


async def test_a_change_that_is_none_for_terminals_is_not_told(
    street: Any, announced: RecordedOutbox
) -> None:
    await street.register("kiosk-jj-01")
    await hear(street, street.item("331002-gjj-29", "331002"))
    street.clock.move(seconds=1)
    await street.work()
    before = len(await announced.rows())

    await hear(street, street.item("331002-gjj-29", "331002", version=2, name="新名称"))
    street.clock.move(seconds=1)
    await street.work()

    assert len(await announced.rows()) == before


async def test_beats_are_not_told_but_changes_of_state_are_with_their_moment(
    street: Any, announced: RecordedOutbox
) -> None:
    device = await street.register("kiosk-jj-01", **street.BY_DAY)
    await street.pass_time(minutes=5, beating=[device])
    told = await announced.messages(DeviceChanged)

    assert [one.state for one in told] == ["never_seen", "online"]
    assert (told[0].last_seen_at, told[1].last_seen_at) == ("", "2026-04-30T01:00:02+00:00")
    assert (told[1].is_round_the_clock, told[1].opens, told[1].closes) == (False, "08:30", "17:30")
    assert (told[1].site_id, told[1].crs, told[1].longitude) == ("site-02", "cgcs2000", 121.4427)


async def test_the_present_state_of_every_terminal_can_be_told_once_more(
    street: Any, sessions: SessionMaker
) -> None:
    await street.register("kiosk-jj-01")
    await street.register("kiosk-wl-01", region_code="331081")
    await hear(street, street.item("331081-gjj-29", "331081"))
    street.clock.move(seconds=1)
    await street.work()

    async with sessions() as session:
        told = [event async for event in all_devices(session)]

    assert [(event.key, event.version, list(event.message.item_ids)) for event in told] == [
        ("kiosk-jj-01", 1, []),
        ("kiosk-wl-01", 2, ["331081-gjj-29"]),
    ]


async def test_the_seed_fills_an_empty_service_once_with_terminals_in_every_county(
    settings_of: Any, own_database: str, real_sessions: SessionMaker
) -> None:
    await seed(settings_of(own_database))
    await seed(settings_of(own_database))

    told = await RecordedOutbox(real_sessions).messages(DeviceChanged)
    assert len(told) == 12
    assert {one.region_code for one in told} >= {"331002", "331081", "331082", "331083", "331022"}
    assert {one.device_id for one in told if one.is_round_the_clock} == {"kiosk-jj-01", "kiosk-wl-02"}
