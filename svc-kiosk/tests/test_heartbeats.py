"""What a terminal says of itself, and what becomes of it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from sanzhi_proto.kiosk.v1.kiosk_pb2 import AlarmEnded, AlarmRaised
from servicekit.clock import utc_now
from servicekit.db import SessionMaker
from servicekit.deadlines import DeadlineRow
from servicekit.testing import Gateway, RecordedOutbox
from svc_kiosk.devices.errors import NoSuchDevice
from svc_kiosk.devices.models import Device, Presence
from svc_kiosk.devices.types import DeviceState
from svc_kiosk.heartbeats.service import Intake
from svc_kiosk.heartbeats.types import Beat, Kept
from svc_kiosk.main import service as kiosk
from svc_kiosk.settings import Settings


async def last_seen(street: Any, device: str) -> Any:
    shown = await street.client.get(f"/v1/devices/{device}", headers=street.operator())
    return shown.json()["last_seen_at"]


async def test_a_beat_is_kept_to_the_microsecond_and_tells_when_the_next_is_awaited(street: Any) -> None:
    device = await street.register("kiosk-jj-01")
    street.clock.move(microseconds=123457)

    answer = await street.send(device, street.beat_body(device))

    assert answer.json() == {
        "received_at": "2026-04-30T01:00:02.123457Z",
        "is_new": True,
        "next_in_s": 60.0,
    }
    assert await last_seen(street, device) == "2026-04-30T01:00:02.123457Z"


async def test_a_beat_whose_number_came_before_changes_nothing(street: Any) -> None:
    device = await street.register("kiosk-jj-01")
    await street.beat(device)
    body = street.beat_body(device)
    await street.send(device, body)
    before = await last_seen(street, device)
    street.clock.move(seconds=5)

    again = await street.send(device, body | {"app": "fault"})
    older = await street.send(device, body | {"sequence": 1})

    assert [again.json()["is_new"], older.json()["is_new"]] == [False, False]
    assert await last_seen(street, device) == before


async def test_only_a_registered_device_beats_and_only_for_itself(street: Any, gateway: Gateway) -> None:
    device = await street.register("kiosk-jj-01")
    body = street.beat_body(device)

    strange = await street.send("kiosk-xx-99", body)
    person = await street.client.post("/v1/heartbeats", json=body, headers=gateway.person("lin-xiao"))
    visitor = await street.client.post("/v1/heartbeats", json=body, headers=gateway.visitor)
    nobody = await street.client.post("/v1/heartbeats", json=body)
    named = await street.send(device, body | {"device_id": "kiosk-wl-01"})

    assert [answer.status_code for answer in (strange, person, visitor, nobody, named)] == [
        404,
        403,
        401,
        401,
        422,
    ]
    assert strange.json()["type"].endswith("/no-such-device")
    assert await last_seen(street, device) is None


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"sequence": -1}, "#/sequence"),
        ({"sequence": 2**63}, "#/sequence"),
        ({"sequence": "x"}, "#/sequence"),
        ({"sent_at": "2026-04-30T09:00:00"}, "#/sent_at"),
        ({"software_version": "1;drop"}, "#/software_version"),
        ({"app": "broken"}, "#/app"),
        ({"peripherals": [{"type": "printer", "status": "on fire"}]}, "#/peripherals/0/status"),
        ({"peripherals": [{"type": "p\u0000", "status": "ok"}]}, "#/peripherals/0/type"),
        ({"peripherals": [{"type": "printer", "status": "ok"}] * 31}, "#/peripherals"),
        ({"consumables": [{"type": "paper", "level": 101}]}, "#/consumables/0/level"),
        ({"id_number": "331002199003070014"}, "#/"),
    ],
)
async def test_a_beat_of_another_form_is_refused_at_its_pointer_and_unheard(
    street: Any, wrong: dict[str, Any], pointer: str
) -> None:
    device = await street.register("kiosk-jj-01")

    answer = await street.send(device, street.beat_body(device) | wrong)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] in ([pointer], [pointer.rstrip("/")])
    assert "331002199003070014" not in answer.text
    assert await last_seen(street, device) is None


async def test_a_broken_printer_makes_a_beating_terminal_useless_until_it_is_mended(
    street: Any, announced: RecordedOutbox
) -> None:
    device = await street.register("kiosk-jj-01")
    await street.pass_time(minutes=1, beating=[device])
    broken = [{"type": "printer", "status": "fault"}]
    await street.beat(device, peripherals=broken)
    since = street.clock.at
    await street.work()
    faulty = await street.state(device)
    street.clock.move(minutes=1)
    await street.beat(device, peripherals=broken)
    street.clock.move(minutes=1)
    await street.beat(device)
    mended = street.clock.at
    await street.work()

    [alarm] = await street.alarms(device)
    assert faulty == "faulty"
    assert (alarm.kind, alarm.since, alarm.ended_at, alarm.duration_s) == ("peripheral", since, mended, 120)
    assert await street.state(device) == "online"
    assert [told.kind for told in await announced.messages(AlarmRaised)] == ["peripheral"]
    assert [told.duration_s for told in await announced.messages(AlarmEnded)] == [120]


async def test_paper_that_runs_out_and_a_wrong_clock_are_alarms_but_the_terminal_is_still_of_use(
    street: Any,
) -> None:
    device = await street.register("kiosk-jj-01")
    late = (utc_now() - timedelta(minutes=7)).isoformat()

    await street.beat(device, consumables=[{"type": "paper", "level": 0}], sent_at=late)
    await street.work()

    assert [alarm.kind for alarm in await street.alarms(device)] == ["clock", "paper"]
    assert await street.state(device) == "online"
    shown = await street.client.get(f"/v1/devices/{device}", headers=street.operator())
    assert shown.json()["faults"] == ["clock", "paper"]
    assert shown.json()["clock_ahead_s"] == pytest.approx(-420, abs=5)


async def test_a_faulty_terminal_that_falls_silent_is_offline_too_and_both_alarms_end_apart(
    street: Any,
) -> None:
    device = await street.register("kiosk-jj-01")
    await street.beat(device, app="fault")
    await street.pass_time(minutes=4)
    silent = [(alarm.kind, alarm.ended_at) for alarm in await street.alarms(device)]

    await street.beat(device, app="fault")
    await street.beat(device, app="fault")
    await street.work()
    still = await street.state(device)

    assert silent == [("app", None), ("offline", None)]
    assert still == "faulty"
    assert [alarm.kind for alarm in await street.alarms(device) if alarm.ended_at is None] == ["app"]


def devices(count: int) -> list[Device | Presence]:
    rows: list[Device | Presence] = []
    for number in range(count):
        device_id = f"kiosk-{number:04}"
        rows.append(
            Device(
                device_id=device_id, asset_number=device_id, name="n", model="m", vendor="v",
                region_code="331002", site_id="site-02",
                place="", address="", longitude=121.4, latitude=28.6, crs="cgcs2000",
                is_round_the_clock=True, keeper_name="k", keeper_phone="12345", state=DeviceState.NEVER_SEEN,
                alarm_events=0, changed_at=utc_now(),
            )
        )  # fmt: skip
    rows += [Presence(device_id=row.device_id, faults=[], report={}) for row in rows]
    return rows


@pytest.fixture
async def intake(real_sessions: SessionMaker, settings_of: Any, own_database: str) -> Intake:
    """An intake on a database of its own with 300 devices that were never seen."""
    async with real_sessions.begin() as session:
        rows = devices(300)
        session.add_all(rows[:300])
        await session.flush()
        session.add_all(rows[300:])
    settings: Settings = settings_of(own_database)
    return Intake(real_sessions, settings)


def beat(number: int, sequence: int = 1) -> Beat:
    return Beat(f"kiosk-{number:04}", sequence, utc_now(), (), {"software_version": "1"})


async def test_beats_that_come_together_share_few_transactions_and_none_is_lost(
    intake: Intake, real_sessions: SessionMaker
) -> None:
    engine: AsyncEngine = real_sessions.kw["bind"]
    commits: list[object] = []
    event.listen(engine.sync_engine, "commit", commits.append)

    kept = await asyncio.gather(
        *(intake.take(beat(number, turn)) for turn in (1, 2) for number in range(300))
    )

    async with real_sessions() as session:
        sequences = set(await session.scalars(select(Presence.sequence)))
        looks = len((await session.scalars(select(DeadlineRow.subject))).all())
    assert all(one == Kept(is_known=True, is_new=True, is_news=True) for one in kept)
    assert (sequences, looks) == ({2}, 300)
    assert 2 <= len(commits) < 12


async def test_an_unknown_device_among_many_is_refused_alone(intake: Intake) -> None:
    kept = await asyncio.gather(
        intake.take(beat(1)), intake.take(beat(999)), intake.take(beat(2)), return_exceptions=True
    )

    assert isinstance(kept[1], NoSuchDevice)
    assert [kept[0].is_new, kept[2].is_new] == [True, True]


async def test_a_beat_that_comes_while_its_device_is_judged_waits_and_is_news(
    intake: Intake, real_sessions: SessionMaker
) -> None:
    """Else a device that beats in the instant in which it is called offline stayed so for a minute."""
    await intake.take(beat(1))
    async with real_sessions.begin() as session:
        await session.execute(text("update presences set is_awaited = false where device_id = 'kiosk-0001'"))

    async with real_sessions.begin() as judge:
        await judge.scalar(select(Presence).where(Presence.device_id == "kiosk-0001").with_for_update())
        coming = asyncio.create_task(intake.take(beat(1, 2)))
        done, _ = await asyncio.wait([coming], timeout=0.3)
        await judge.execute(text("update presences set is_awaited = true where device_id = 'kiosk-0001'"))
    kept = await coming

    assert done == set()
    assert kept == Kept(is_known=True, is_new=True, is_news=True)


async def test_two_workers_never_raise_one_silence_twice(
    intake: Intake, real_sessions: SessionMaker, clock: Any
) -> None:
    """The second worker finds the deadline held, and later gone."""
    clock.at = utc_now()
    await asyncio.gather(*(intake.take(beat(number)) for number in range(20)))
    await kiosk.jobs.begin(real_sessions, clock)
    for minutes in (0, 0, 4):
        clock.move(minutes=minutes)
        async with real_sessions.begin() as session:
            await session.execute(text("update hearings set checked_at = :now"), {"now": clock.at})
        await asyncio.gather(*(kiosk.jobs.run_due(real_sessions, clock) for _ in range(3)))

    raised = await RecordedOutbox(real_sessions).messages(AlarmRaised)

    assert sorted(one.device_id for one in raised) == [f"kiosk-{number:04}" for number in range(20)]
