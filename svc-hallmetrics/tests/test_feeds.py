"""Only a registered feed is listened to, and only about its own hall."""

from typing import Any

import httpx
import pytest

from servicekit.testing import Gateway, RecordedOutbox

BATCH: dict[str, Any] = {
    "machine": "M1",
    "machine_now": "2026-04-30T12:00:00+00:00",
    "events": [{"number": "A001", "step": "taken", "at": "2026-04-30T01:00:00+00:00", "business": "A"}],
}


async def test_somebody_who_is_not_registered_is_refused(
    client: httpx.AsyncClient, gateway: Gateway, feeds: None
) -> None:
    stranger = await client.post("/v1/tickets", json=BATCH, headers=gateway.device("stranger"))
    person = await client.post("/v1/tickets", json=BATCH, headers=gateway.person("lin"))

    assert [stranger.status_code, person.status_code] == [403, 403]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"machine": "M 1"}, "#/machine"),
        ({"events": []}, "#/events"),
        ({"machine_now": "2026-04-30T12:00:00"}, "#/machine_now"),
        ({"events": [{"number": "A001", "step": "flown", "at": "2026-04-30T01:00:00Z"}]}, "#/events/0/step"),
        (
            {"events": [{"number": "张三", "step": "taken", "at": "2026-04-30T01:00:00Z"}]},
            "#/events/0/number",
        ),
    ],
)
async def test_a_batch_with_a_mistake_changes_nothing(
    client: httpx.AsyncClient,
    gateway: Gateway,
    feeds: None,
    announced: RecordedOutbox,
    change: dict[str, Any],
    pointer: str,
) -> None:
    refused = await client.post("/v1/tickets", json=BATCH | change, headers=gateway.device("queue-hub-01"))

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert await announced.types() == []


async def test_numbers_restart_every_day(client: httpx.AsyncClient, gateway: Gateway, feeds: None) -> None:
    hub = gateway.device("queue-hub-01")
    tomorrow = BATCH | {"events": [BATCH["events"][0] | {"at": "2026-05-06T01:00:00+00:00"}]}

    first = (await client.post("/v1/tickets", json=BATCH, headers=hub)).json()
    again = (await client.post("/v1/tickets", json=BATCH, headers=hub)).json()
    next_day = (await client.post("/v1/tickets", json=tomorrow, headers=hub)).json()

    assert [first["changed_tickets"], again["changed_tickets"], next_day["changed_tickets"]] == [1, 0, 1]


async def test_the_live_day_shows_who_waits(client: httpx.AsyncClient, gateway: Gateway, feeds: None) -> None:
    await client.post("/v1/tickets", json=BATCH, headers=gateway.device("queue-hub-02"))
    clerk = gateway.header("li", grants={"hall:read": ["331002"]})

    (hall,) = (await client.get("/v1/halls", headers=clerk)).json()["items"]

    assert (hall["hall_id"], hall["tickets"], hall["waiting_now"], hall["n"]) == ("site-02", 1, 1, 0)
    assert hall["mean_wait_s"] is None


async def test_another_county_sees_nothing_by_address_neither(
    client: httpx.AsyncClient, gateway: Gateway, feeds: None
) -> None:
    wenling = gateway.header("wang", grants={name: ["331081"] for name in ("hall:read", "ticket:read")})

    assert (await client.get("/v1/halls", headers=wenling)).json()["items"] == []
    for path in ("waits", "tickets"):
        assert (await client.get(f"/v1/halls/site-02/{path}", headers=wenling)).status_code == 404


async def test_a_feed_is_registered_only_inside_the_own_region(
    client: httpx.AsyncClient, gateway: Gateway
) -> None:
    city = gateway.header("chen", grants={"feed:manage": ["331000"]})
    wenling = gateway.header("wang", grants={"feed:manage": ["331081"]})
    body = {"subject": "hub-9", "hall_id": "site-02", "region_code": "331002"}

    assert (await client.post("/v1/operator/feeds", json=body, headers=wenling)).status_code == 404
    assert (await client.post("/v1/operator/feeds", json=body, headers=city)).status_code == 201
    assert len((await client.get("/v1/operator/feeds", headers=city)).json()["items"]) == 1
