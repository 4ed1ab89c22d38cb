"""What the staff platform may answer, and how it is asked."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from simulators.staff.calls import Call, CallRefused
from svc_workforce.syncs.clients import StaffPlatform, signature

Sync = Callable[..., Any]
BIG = "GO_tz_331001_general"  # the one office with more than a page of people


@pytest.mark.parametrize(
    ("path", "params", "expected"),
    [
        (
            "/mozi/organization/listOrganizationsByCodes",
            [("tenantId", "1"), ("organizationCodes", "GO_2"), ("organizationCodes", "GO_1")],
            "J47BigAaUXF1KcEy5FfqkzeyvWHLqWKxPYN+tQLFf2U=",
        ),
        (
            "/mozi/fusion/pageSearchEmployee",
            [("tenantId", "1"), ("nameKeywords", "张三")],
            "VCFRwCUWUoH6nrQbNZrCQz9jAxPacomTdT5zd60t0To=",
        ),
    ],
)
def test_calls_are_signed_as_the_platform_computes_it(
    path: str, params: list[tuple[str, str]], expected: str
) -> None:
    made = signature(
        "test-secret", "POST", "2026-01-01T08:00:00.000+08:00", "17672256000001234", path, params
    )

    assert made == expected


async def test_a_later_page_that_comes_back_empty_changes_nothing_and_alarms(
    sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sync()
    whole = Call.page

    def page(call: Call, rows: list[Any]) -> dict[str, Any]:
        content = whole(call, rows)
        return content if content["currentPage"] == 1 else content | {"data": []}

    monkeypatch.setattr(Call, "page", page)

    found = await sync(apply=False)

    assert found["counts"]["left"] > 0
    assert (found["state"], found["reason"]) == ("refused", "empty_organisation")
    assert found["suspects"] == [BIG]


async def test_an_access_token_that_ended_before_its_time_is_asked_for_again(
    sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []
    whole = Call.many

    def many(call: Call, name: str) -> list[str]:
        if not ended:
            ended.append(call.one("access_token"))
            raise CallRefused("40014", "不合法的 access_token")
        assert call.one("access_token") not in ended
        return whole(call, name)

    monkeypatch.setattr(Call, "many", many)

    assert (await sync(apply=False))["state"] == "ready"


async def test_a_platform_that_does_not_know_us_changes_nothing(
    app: FastAPI, client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    settings = app.state.settings.model_copy(update={"staff_app_secret": SecretStr("another")})
    app.state.platform = StaffPlatform(app.state.http, settings)

    answer = await client.post("/v1/syncs", headers=admin)

    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (502, "platform-refuses")
    assert (await client.get("/v1/syncs", headers=admin)).json()["items"] == []


@pytest.mark.parametrize("data", ["maintenance", [{"employeeName": "林晓"}], [7]])
async def test_what_we_cannot_read_changes_nothing_and_is_not_repeated(
    client: httpx.AsyncClient, admin: dict[str, str], monkeypatch: pytest.MonkeyPatch, data: Any
) -> None:
    monkeypatch.setattr(Call, "page", lambda _call, _rows: {"data": data})

    answer = await client.post("/v1/syncs", headers=admin)

    assert answer.status_code == 502
    assert "林晓" not in answer.text
    assert (await client.get("/v1/syncs", headers=admin)).json()["items"] == []
