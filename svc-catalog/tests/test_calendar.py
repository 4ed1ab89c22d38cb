"""The yearly notice is taken in as its table stands; what cannot be right is named."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from sanzhi_proto.catalog.v1.catalog_pb2 import CalendarChanged
from servicekit.testing import Gateway, RecordedOutbox
from svc_catalog.calendar import rules
from svc_catalog.calendar.types import Holiday, Notice
from svc_catalog.seed import load

# Invented: the notice for 2027 is not out.
NEXT: dict[str, Any] = {
    "title": "2027年部分节假日安排（试验用）",
    "number": "试〔2026〕1号",
    "issued_on": "2026-11-05",
    "holidays": [
        {"name": "元旦", "first": "2027-01-01", "last": "2027-01-03"},
        {"name": "春节", "first": "2027-02-05", "last": "2027-02-13"},
        {"name": "清明节", "first": "2027-04-03", "last": "2027-04-05"},
        {"name": "劳动节", "first": "2027-05-01", "last": "2027-05-05"},
        {"name": "端午节", "first": "2027-06-09", "last": "2027-06-09"},
        {"name": "中秋节", "first": "2027-09-15", "last": "2027-09-15"},
        {"name": "国庆节", "first": "2027-10-01", "last": "2027-10-07"},
    ],
    "worked": ["2027-02-14", "2027-02-20", "2027-05-08", "2027-09-26", "2027-10-09"],
}
PATH = "/v1/calendar/2027/notices"


def next_year() -> dict[str, Any]:
    return NEXT | {"holidays": [dict(one) for one in NEXT["holidays"]], "worked": list(NEXT["worked"])}


@pytest.fixture
def editor(gateway: Gateway) -> dict[str, str]:
    return gateway.header("chen", grants={"calendar:edit": ["331000"]})


async def test_the_notice_ends_what_was_provisional_and_everybody_hears(
    visitor: httpx.AsyncClient, editor: dict[str, str], announced: RecordedOutbox
) -> None:
    sent = editor | {"if-match": '"1"'}
    trial = await visitor.post(f"{PATH}?is_trial=true", json=NEXT, headers=sent)
    untouched = (await visitor.get("/v1/calendar/2027")).json()
    done = await visitor.post(PATH, json=NEXT, headers=sent)
    again = await visitor.post(PATH, json=NEXT, headers=editor | {"if-match": '"2"'})
    year = (await visitor.get("/v1/calendar/2027")).json()

    assert (trial.json()["is_trial"], trial.json()["is_changed"]) == (True, True)
    assert (untouched["is_provisional"], untouched["version"]) == (True, 1)
    assert {"date": "2027-02-14", "is_off": False, "name": "调休上班"} in done.json()["added"]
    assert again.json()["is_changed"] is False
    assert (year["is_provisional"], year["version"], year["notice"]["number"]) == (False, 2, "试〔2026〕1号")
    events = [one for one in await announced.messages(CalendarChanged) if one.year == "2027"]
    assert [(one.version, one.is_provisional) for one in events] == [(1, True), (2, False)]
    assert "2027-05-08" in {day.date for day in events[1].days if not day.is_off}


async def test_a_year_that_nobody_knew_is_begun(visitor: httpx.AsyncClient, editor: dict[str, str]) -> None:
    guess = {
        "title": "2028年暂定",
        "issued_on": "2026-11-05",
        "is_provisional": True,
        "holidays": [{"name": "元旦", "first": "2028-01-01", "last": "2028-01-01"}],
        "worked": [],
    }

    unsaid = await visitor.post("/v1/calendar/2028/notices", json=guess, headers=editor)
    done = await visitor.post("/v1/calendar/2028/notices", json=guess, headers=editor | {"if-match": '"0"'})
    years = (await visitor.get("/v1/calendar")).json()

    assert [unsaid.status_code, done.status_code] == [428, 200]
    assert [(one["year"], one["is_provisional"]) for one in years][-2:] == [(2027, True), (2028, True)]


async def test_only_who_may_changes_the_calendar(
    visitor: httpx.AsyncClient, editor: dict[str, str], gateway: Gateway
) -> None:
    answers = [
        await visitor.post(PATH, json=NEXT),
        await visitor.post(PATH, json=NEXT, headers=gateway.header("li", grants={"item:read": ["331002"]})),
        await visitor.post(PATH, json=NEXT, headers=editor | {"if-match": '"7"'}),
    ]

    assert [answer.status_code for answer in answers] == [401, 403, 412]


SPOILT: dict[str, Callable[[dict[str, Any]], Any]] = {
    "backwards": lambda told: told["holidays"][0].update(last="2026-12-31"),
    "too-long": lambda told: told["holidays"][1].update(last="2027-02-25"),
    "other-year": lambda told: told["holidays"][0].update(first="2026-12-31"),
    "overlap": lambda told: told["holidays"][2].update(first="2027-02-13", last="2027-02-14"),
    "twice": lambda told: told["worked"].append("2027-02-14"),
    "no-weekend": lambda told: told["worked"].append("2027-03-01"),
    "worked-and-off": lambda told: told["worked"].append("2027-02-13"),
    "missing-holiday": lambda told: told["holidays"].pop(4),
    "fixed-day-not-off": lambda told: told["holidays"][6].update(last="2027-10-02"),
    "days-do-not-add-up": lambda told: told["worked"].pop(),
}


@pytest.mark.parametrize("rule", SPOILT)
async def test_what_cannot_be_right_is_named(
    visitor: httpx.AsyncClient, editor: dict[str, str], rule: str
) -> None:
    told = next_year()
    SPOILT[rule](told)

    refused = await visitor.post(PATH, json=told, headers=editor | {"if-match": "*"})

    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (422, "notice-does-not-hold")
    assert rule in {one["code"] for one in refused.json()["errors"]}
    assert (await visitor.get("/v1/calendar/2027")).json()["version"] == 1


async def test_what_only_looks_wrong_is_accepted_with_a_reason(
    visitor: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    told = next_year() | {"accepts": ["days-do-not-add-up", "missing-holiday"]}
    told["worked"].pop()
    sent = editor | {"if-match": "*"}

    unexplained = await visitor.post(PATH, json=told, headers=sent)
    explained = await visitor.post(PATH, json=told | {"reason": "通知另有一天纪念日放假"}, headers=sent)
    told["holidays"].pop(4)
    never = await visitor.post(PATH, json=told | {"reason": "就是没有"}, headers=sent)

    assert [unexplained.status_code, explained.status_code, never.status_code] == [422, 200, 422]
    assert explained.json()["year"]["notice"]["reason"] == "通知另有一天纪念日放假"


async def test_a_year_with_its_notice_does_not_become_provisional_again(
    visitor: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    told = {
        "title": "暂定",
        "issued_on": "2026-01-01",
        "is_provisional": True,
        "holidays": [{"name": "元旦", "first": "2026-01-01", "last": "2026-01-01"}],
        "worked": [],
    }

    refused = await visitor.post("/v1/calendar/2026/notices", json=told, headers=editor | {"if-match": "*"})

    assert [one["code"] for one in refused.json()["errors"]] == ["final-already"]


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_real_notices_hold(year: int) -> None:
    told = load("calendar.json")[str(year)]
    holidays = [
        Holiday(name, date.fromisoformat(first), date.fromisoformat(last))
        for first, last, name in told["off"]
    ]
    notice = Notice(year, False, holidays, [date.fromisoformat(day) for day in told["worked"]])

    assert rules.findings(notice, is_final_already=False) == []
    assert len(rules.days(notice)) == len(told["worked"]) + sum(
        (one.last - one.first) // timedelta(days=1) + 1 for one in holidays
    )


def test_a_holiday_may_begin_on_the_weekend_before_new_year() -> None:
    # As the notice for 2023 had it: 31 December 2022 was a Saturday.
    notice = Notice(2023, True, [Holiday("元旦", date(2022, 12, 31), date(2023, 1, 2))], [])

    assert rules.findings(notice, is_final_already=False) == []
    assert [day.date for day in rules.days(notice)] == [date(2023, 1, 1), date(2023, 1, 2)]
