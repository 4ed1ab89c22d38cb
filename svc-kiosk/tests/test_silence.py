"""When a silent terminal is an alarm, and when it is not."""

from datetime import timedelta
from typing import Any

from sanzhi_proto.kiosk.v1.kiosk_pb2 import AlarmEnded, AlarmRaised, DeviceChanged
from servicekit.testing import RecordedOutbox


async def test_a_killed_terminal_raises_one_alarm_with_its_exact_last_moment(
    street: Any, announced: RecordedOutbox
) -> None:
    device = await street.register("kiosk-jj-01")
    await street.pass_time(minutes=2, beating=[device])
    street.clock.move(milliseconds=137)
    await street.beat(device)
    last = street.clock.at

    await street.pass_time(minutes=2, seconds=58)
    before = await street.alarms(device)
    await street.pass_time(minutes=10)

    [alarm] = await street.alarms(device)
    assert before == []
    assert (alarm.kind, alarm.since, alarm.ended_at) == ("offline", last, None)
    assert timedelta(minutes=3) <= alarm.raised_at - last <= timedelta(minutes=3, seconds=2)
    assert await street.state(device) == "offline"
    [raised] = await announced.messages(AlarmRaised)
    assert (raised.device_id, raised.kind, raised.region_code) == (device, "offline", "331002")
    assert raised.since == last.isoformat()
    assert [told.state for told in await announced.messages(DeviceChanged)] == [
        "never_seen",
        "online",
        "offline",
    ]


async def test_a_terminal_that_is_back_ends_its_alarm_with_the_true_duration(
    street: Any, announced: RecordedOutbox
) -> None:
    device = await street.register("kiosk-jj-01")
    await street.beat(device)
    last = street.clock.at
    await street.pass_time(minutes=9, seconds=50)

    back = street.clock.at
    await street.pass_time(minutes=2, beating=[device])

    [alarm] = await street.alarms(device)
    assert (alarm.since, alarm.ended_at, alarm.duration_s) == (last, back, 590)
    assert await street.state(device) == "online"
    [ended] = await announced.messages(AlarmEnded)
    assert (ended.alarm_id, ended.duration_s) == (str(alarm.id), 590)
    assert (ended.since, ended.ended_at) == (last.isoformat(), back.isoformat())


async def test_one_beat_between_two_silences_is_flicker_and_no_second_alarm(street: Any) -> None:
    device = await street.register("kiosk-jj-01")
    await street.beat(device)
    last = street.clock.at
    for _ in range(4):
        await street.pass_time(minutes=4)
        await street.beat(device)

    await street.pass_time(minutes=4)

    [alarm] = await street.alarms(device)
    assert (alarm.since, alarm.ended_at) == (last, None)
    assert await street.state(device) == "offline"


async def test_two_lost_beats_are_no_alarm(street: Any) -> None:
    device = await street.register("kiosk-jj-01")
    for _ in range(5):
        await street.beat(device)
        await street.pass_time(minutes=2, seconds=58)

    assert await street.alarms(device) == []


async def test_beats_in_one_and_the_same_instant_do_not_hide_the_silence_after_them(street: Any) -> None:
    device = await street.register("kiosk-jj-01")
    await street.beat(device, device, device)
    await street.work()
    await street.beat(device)
    last = street.clock.at

    await street.pass_time(minutes=4)

    assert [alarm.since for alarm in await street.alarms(device)] == [last]


async def test_a_terminal_that_was_just_registered_or_never_seen_is_no_alarm(street: Any) -> None:
    device = await street.register("kiosk-jj-01")
    await street.pass_time(minutes=10)
    await street.jump(street.local("2026-05-06", "12:00"))

    assert await street.alarms(device) == []
    assert await street.state(device) == "never_seen"


async def test_at_eight_in_the_evening_only_the_terminal_that_runs_round_the_clock_is_missed(
    street: Any,
) -> None:
    always = await street.register("kiosk-jj-01")
    by_day = await street.register("kiosk-jj-02", **street.BY_DAY)
    await street.jump(street.local("2026-04-30", "17:29"), always, by_day)
    await street.jump(street.local("2026-04-30", "19:55"), always)
    last = street.clock.at

    await street.pass_time(minutes=5)

    assert await street.alarms(by_day) == []
    assert await street.state(by_day) == "online"
    assert [alarm.since for alarm in await street.alarms(always)] == [last]


async def test_the_silence_before_opening_does_not_count_but_its_moment_is_told(street: Any) -> None:
    device = await street.register("kiosk-jj-02", **street.BY_DAY)
    await street.jump(street.local("2026-04-30", "17:31"), device)
    last = street.clock.at

    await street.jump(street.local("2026-05-06", "08:32:59"))
    early = await street.alarms(device)
    await street.jump(street.local("2026-05-06", "08:33"))

    assert early == []
    [alarm] = await street.alarms(device)
    assert (alarm.since, alarm.raised_at) == (last, street.local("2026-05-06", "08:33"))


async def test_a_holiday_is_no_day_of_duty_and_a_worked_saturday_is(street: Any) -> None:
    device = await street.register("kiosk-jj-02", **street.BY_DAY)
    await street.jump(street.local("2026-04-30", "17:28"), device)

    for day in ("2026-05-01", "2026-05-05"):
        await street.jump(street.local(day, "10:00"))
    in_the_holidays = await street.alarms(device)
    await street.jump(street.local("2026-05-06", "08:33"))
    await street.jump(street.local("2026-05-08", "17:29"), device, device)
    ended = [alarm.ended_at for alarm in await street.alarms(device)]
    await street.jump(street.local("2026-05-09", "08:33"))
    on_saturday = [alarm for alarm in await street.alarms(device) if alarm.ended_at is None]

    assert in_the_holidays == []
    assert ended == [street.local("2026-05-08", "17:29")]
    assert [alarm.raised_at for alarm in on_saturday] == [street.local("2026-05-09", "08:33")]


async def test_a_terminal_that_falls_silent_just_before_closing_is_left_alone_till_morning(
    street: Any,
) -> None:
    device = await street.register("kiosk-jj-02", **street.BY_DAY)
    await street.jump(street.local("2026-04-30", "17:27:30"))
    await street.beat(device)

    await street.pass_time(minutes=10)

    assert await street.alarms(device) == []


async def test_a_terminal_that_runs_round_the_clock_from_now_on_is_judged_at_once(street: Any) -> None:
    device = await street.register("kiosk-jj-02", **street.BY_DAY)
    await street.jump(street.local("2026-04-30", "17:29"), device)
    await street.jump(street.local("2026-04-30", "20:00"))
    shown = await street.client.get(f"/v1/devices/{device}", headers=street.operator())

    changed = await street.client.patch(
        f"/v1/devices/{device}",
        json={"is_round_the_clock": True},
        headers=street.operator() | {"if-match": shown.headers["etag"]},
    )
    await street.work()

    assert changed.status_code == 200
    assert [alarm.raised_at for alarm in await street.alarms(device)] == [street.clock.at]


async def test_a_gateway_away_for_five_minutes_is_nobodys_fault(street: Any, door: Any) -> None:
    patient, dead = await street.register("kiosk-jj-01"), await street.register("kiosk-jj-02")
    await street.pass_time(closely=True, minutes=2, beating=[patient, dead])
    last = street.clock.at
    await street.beat(patient, dead)

    door.is_open = False
    await street.pass_time(closely=True, minutes=5)
    door.is_open = True
    reopened = street.clock.at
    await street.pass_time(closely=True, seconds=59)  # a device that has backed off comes late
    await street.pass_time(closely=True, minutes=4, beating=[patient])

    assert await street.alarms(patient) == []
    # What really died meanwhile is found once it could have been heard for long enough.
    [alarm] = await street.alarms(dead)
    assert alarm.since == last
    assert timedelta(minutes=3) <= alarm.raised_at - reopened <= timedelta(minutes=3, seconds=4)


async def test_one_failed_call_of_our_own_does_not_put_off_an_alarm(street: Any, door: Any) -> None:
    device = await street.register("kiosk-jj-01")
    await street.beat(device)
    last = street.clock.at
    await street.pass_time(closely=True, minutes=1)
    door.is_open = False
    await street.pass_time(closely=True, seconds=2)
    door.is_open = True

    await street.pass_time(closely=True, minutes=2, seconds=4)

    [alarm] = await street.alarms(device)
    assert alarm.raised_at - last <= timedelta(minutes=3, seconds=2)


async def test_a_service_away_for_five_minutes_blames_nobody_when_it_comes_back(street: Any) -> None:
    device = await street.register("kiosk-jj-01")
    await street.pass_time(closely=True, minutes=2, beating=[device])

    street.clock.move(minutes=5)
    await street.pass_time(closely=True, seconds=58)
    await street.pass_time(closely=True, minutes=4, beating=[device])

    assert await street.alarms(device) == []


async def test_a_door_still_shut_when_the_service_comes_back_does_not_revive_its_old_hearing(
    street: Any, door: Any
) -> None:
    device = await street.register("kiosk-jj-01")
    await street.pass_time(closely=True, minutes=2, beating=[device])
    street.clock.move(minutes=5)
    door.is_open = False
    await street.work()
    door.is_open = True

    await street.pass_time(closely=True, minutes=2, seconds=50)

    assert await street.alarms(device) == []


async def test_a_crowd_that_falls_silent_at_once_is_our_own_deafness_for_a_while(street: Any) -> None:
    crowd = [await street.register(f"kiosk-jj-{number:02}") for number in range(1, 6)]
    await street.pass_time(closely=True, minutes=2, beating=crowd)

    await street.pass_time(closely=True, minutes=6)
    during = [await street.alarms(device) for device in crowd]
    hearing = await street.client.get("/v1/hearing", headers=street.operator())
    await street.pass_time(closely=True, minutes=3, beating=crowd[1:])

    assert during == [[]] * 5
    assert hearing.json()["open_since"] is None
    # Whoever stays silent when the others are heard again is alarmed after the usual silence.
    await street.pass_time(closely=True, seconds=10, beating=crowd[1:])
    assert [len(await street.alarms(device)) for device in crowd] == [1, 0, 0, 0, 0]


async def test_a_crowd_that_stays_silent_is_alarmed_in_the_end(street: Any) -> None:
    crowd = [await street.register(f"kiosk-jj-{number:02}") for number in range(1, 6)]
    await street.beat(*crowd)
    last = street.clock.at
    await street.pass_time(closely=True, minutes=3)
    await street.jump(last + timedelta(minutes=30, seconds=2))
    await street.pass_time(closely=True, minutes=3, seconds=2)

    assert [[alarm.since for alarm in await street.alarms(device)] for device in crowd] == [[last]] * 5


async def test_one_of_a_crowd_is_alarmed(street: Any) -> None:
    crowd = [await street.register(f"kiosk-jj-{number:02}") for number in range(1, 6)]
    await street.beat(*crowd)

    await street.pass_time(closely=True, minutes=4, beating=crowd[1:])

    assert [len(await street.alarms(device)) for device in crowd] == [1, 0, 0, 0, 0]


async def test_a_clock_that_jumps_three_days_ahead_alarms_nobody_who_still_beats(street: Any) -> None:
    device = await street.register("kiosk-jj-01")
    await street.pass_time(minutes=2, beating=[device])

    street.clock.move(days=3)
    await street.pass_time(minutes=5, beating=[device])

    assert await street.alarms(device) == []


async def test_a_clock_that_is_put_back_neither_alarms_nor_blinds(street: Any) -> None:
    device = await street.register("kiosk-jj-01")
    street.clock.move(days=3)
    await street.pass_time(seconds=4, closely=True, beating=[device])
    street.clock.move(days=-3)
    await street.work()
    await street.pass_time(minutes=1, closely=True, beating=[device])
    in_between = await street.alarms(device)
    await street.beat(device)
    last = street.clock.at

    await street.pass_time(minutes=3, seconds=2, closely=True)

    assert in_between == []
    assert [alarm.since for alarm in await street.alarms(device)] == [last]


async def test_the_service_listens_to_itself_through_the_public_door(street: Any, door: Any) -> None:
    door.asked.clear()

    await street.pass_time(seconds=4, closely=True)

    assert set(door.asked) == {"/api/kiosk/v1/public/devices?limit=1"}
