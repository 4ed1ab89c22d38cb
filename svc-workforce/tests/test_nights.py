"""Every night the directory is compared by itself, and never changed."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from servicekit.db import SessionMaker
from servicekit.testing import StoppedClock
from svc_workforce.main import service as workforce

Sync = Callable[..., Any]


async def test_every_night_the_directory_is_compared_and_nothing_changed(
    sessions: SessionMaker, clock: StoppedClock, client: httpx.AsyncClient, admin: dict[str, str], sync: Sync
) -> None:
    await sync()
    await workforce.jobs.begin(sessions, clock)
    ran = [await workforce.jobs.run_due(sessions, clock)]
    # It is 09:00 in Shanghai; the next night's turn is at 02:00.
    clock.move(hours=16, minutes=59)
    ran.append(await workforce.jobs.run_due(sessions, clock))
    clock.move(minutes=1)
    ran.append(await workforce.jobs.run_due(sessions, clock))

    found = (await client.get("/v1/syncs", headers=admin)).json()["items"]

    assert ran == [1, 0, 1]
    assert [(one["state"], one["compared_by"]) for one in found] == [
        ("ready", "svc-workforce"),
        ("ready", "svc-workforce"),
        ("applied", "chen"),
    ]
    assert set(found[0]["counts"]) == {"people"}


async def test_a_night_that_looks_wrong_is_an_alarm(
    sessions: SessionMaker,
    clock: StoppedClock,
    client: httpx.AsyncClient,
    admin: dict[str, str],
    platform: httpx.Client,
    sync: Sync,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await sync()
    platform.post("/_sim/faults", json={"empty_pages": ["*"]}).raise_for_status()
    await workforce.jobs.begin(sessions, clock)
    await workforce.jobs.run_due(sessions, clock)

    [alarm] = (await client.get("/v1/syncs?state=refused", headers=admin)).json()["items"]

    assert (alarm["compared_by"], alarm["reason"]) == ("svc-workforce", "empty_directory")
    assert "nothing was changed: empty_directory" in caplog.text
    assert (await client.get("/v1/people?state=left", headers=admin)).json()["items"] == []


async def test_a_platform_that_is_away_at_night_is_asked_again_in_an_hour(
    sessions: SessionMaker,
    clock: StoppedClock,
    client: httpx.AsyncClient,
    admin: dict[str, str],
    platform: httpx.Client,
) -> None:
    platform.post("/_sim/outage", json={"off": True}).raise_for_status()
    await workforce.jobs.begin(sessions, clock)
    await workforce.jobs.run_due(sessions, clock)
    platform.post("/_sim/outage", json={"off": False}).raise_for_status()
    clock.move(hours=1)
    await workforce.jobs.run_due(sessions, clock)

    found = (await client.get("/v1/syncs", headers=admin)).json()["items"]

    assert [one["compared_by"] for one in found] == ["svc-workforce"]
