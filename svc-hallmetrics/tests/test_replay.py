"""A day of two halls, sent as badly as real machines do, gives the figures of what really happened."""

import random
import statistics
from collections import defaultdict
from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from servicekit.db import SessionMaker
from servicekit.testing import Gateway, RecordedOutbox
from svc_hallmetrics.replay import SHANGHAI, Visit, batches, visits
from svc_hallmetrics.seed import FEEDS

DAY = date(2026, 4, 30)


async def replay(client: httpx.AsyncClient, gateway: Gateway, per_hall: int) -> list[Visit]:
    sent = list(batches(DAY, per_hall=per_hall))
    random.Random(3).shuffle(sent)
    for hall_id, body in [*sent, *sent[:3]]:
        answer = await client.post("/v1/tickets", json=body, headers=gateway.device(FEEDS[hall_id][0]))
        assert answer.status_code == 200, answer.text
    return visits(DAY, per_hall=per_hall)


@pytest.fixture
async def replayed(client: httpx.AsyncClient, gateway: Gateway, feeds: None) -> list[Visit]:
    """A quiet day, enough for everything but the figures."""
    return await replay(client, gateway, 150)


@pytest.fixture
def clerk(gateway: Gateway) -> dict[str, str]:
    return gateway.header("li-min", grants={name: ["331000"] for name in ("hall:read", "ticket:read")})


def truth(found: list[Visit], hall_id: str) -> dict[int, list[float]]:
    waits: defaultdict[int, list[float]] = defaultdict(list)
    for visit in found:
        if visit.hall_id == hall_id and visit.called_at:
            waits[visit.taken_at.astimezone(SHANGHAI).hour].append(
                (visit.called_at - visit.taken_at).total_seconds()
            )
    return waits


async def test_every_ticket_is_there_once(replayed: list[Visit], sessions: SessionMaker) -> None:
    async with sessions() as session:
        rows = (await session.execute(text("select hall_id, machine, number, taken_at from tickets"))).all()
    kept = {(row.hall_id, row.machine, row.number): row.taken_at for row in rows}

    assert len(rows) == len(replayed)
    assert kept == {(visit.hall_id, visit.machine, visit.number): visit.taken_at for visit in replayed}


async def test_average_and_p90_of_2000_tickets_equal_what_really_happened(
    client: httpx.AsyncClient, gateway: Gateway, feeds: None, clerk: dict[str, str]
) -> None:
    found = await replay(client, gateway, 1050)
    assert len(found) >= 2000

    for hall_id in FEEDS:
        shown = (await client.get(f"/v1/halls/{hall_id}/waits?day={DAY}", headers=clerk)).json()
        expected = truth(found, hall_id)
        assert {row["hour"] for row in shown["hours"]} == set(expected)
        for row in shown["hours"]:
            waits = expected[row["hour"]]
            p90 = statistics.quantiles(waits, n=10, method="inclusive")[8]
            assert row["n"] == len(waits)
            assert row["mean_wait_s"] == pytest.approx(statistics.fmean(waits), abs=0.06)
            assert row["p90_wait_s"] == pytest.approx(p90, abs=0.06)


async def test_the_figures_equal_independent_sql(
    replayed: list[Visit], client: httpx.AsyncClient, clerk: dict[str, str], sessions: SessionMaker
) -> None:
    shown = (await client.get(f"/v1/halls/site-01/waits?day={DAY}", headers=clerk)).json()["hours"]
    query = """
        select date_part('hour', taken_at at time zone 'Asia/Shanghai')::int as hour, count(*) as n,
               avg(extract(epoch from called_at) - extract(epoch from taken_at)) as mean
          from tickets where hall_id = 'site-01' and called_at is not null group by 1 order by 1
    """
    async with sessions() as session:
        rows = (await session.execute(text(query))).all()

    assert [(row["hour"], row["n"]) for row in shown] == [(row.hour, row.n) for row in rows]
    assert [row["mean_wait_s"] for row in shown] == [round(float(row.mean), 1) for row in rows]


async def test_every_figure_can_be_followed_down_to_its_tickets(
    replayed: list[Visit], client: httpx.AsyncClient, clerk: dict[str, str]
) -> None:
    (ten,) = [
        row
        for row in (await client.get(f"/v1/halls/site-02/waits?day={DAY}", headers=clerk)).json()["hours"]
        if row["hour"] == 10
    ]
    tickets: list[dict[str, Any]] = []
    onward = ""
    while onward is not None:
        page = await client.get(
            f"/v1/halls/site-02/tickets?day={DAY}&hour=10&limit=50{onward}", headers=clerk
        )
        tickets += page.json()["items"]
        onward = f"&after={page.json()['next']}" if page.json()["next"] else None

    waits = [ticket["wait_s"] for ticket in tickets if ticket["wait_s"] is not None]
    assert (len(tickets), len(waits)) == (ten["taken"], ten["n"])
    assert statistics.fmean(waits) == pytest.approx(ten["mean_wait_s"], abs=0.06)


async def test_slips_are_flagged_and_do_not_count_as_services(
    replayed: list[Visit], sessions: SessionMaker
) -> None:
    async with sessions() as session:
        rows = (await session.execute(text("select flags, is_credible, machine, hall_id from tickets"))).all()

    short = [row for row in rows if "too_short" in row.flags]
    corrected = {(row.hall_id, row.machine) for row in rows if "clock_corrected" in row.flags}
    assert len(short) > 3
    assert not any(row.is_credible for row in short)
    assert corrected == {("site-01", "M2")}


async def test_no_name_and_no_telephone_is_kept_anywhere(
    replayed: list[Visit], sessions: SessionMaker, announced: RecordedOutbox
) -> None:
    async with sessions() as session:
        for table in ("tickets", "feeds", "machines", "audit"):
            rows = (await session.execute(text(f"select t::text from {table} t"))).scalars().all()
            assert not any("不应保存" in row or "13705760000" in row for row in rows)
    for event in await announced.rows():
        assert b"13705760000" not in (event.body or b"")


async def test_each_fact_is_announced_once(replayed: list[Visit], announced: RecordedOutbox) -> None:
    rows = await announced.rows()
    facts = [(row.key, row.type) for row in rows]

    assert len(facts) == len(set(facts))
    served = sum(row.type.endswith("TicketServed") for row in rows)
    assert served == sum(visit.finished_at is not None for visit in replayed)
