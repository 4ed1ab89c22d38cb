"""Who is let in, how much is taken, and what is answered when something goes wrong."""

import asyncio
import time

import httpx
import pytest

from servicekit.testing import Gateway
from servicekit.tokens import AUDIENCE, ISSUER

ID_NUMBER = "331002199003070014"


async def test_without_a_token_nobody_comes_in(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/open", headers={"x-user-id": "admin", "x-forwarded-user": "admin"})

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"].endswith("/not-signed-in")


def forged(gateway: Gateway, **changes: object) -> str:
    now = int(time.time())
    claims: dict[str, object] = {"iss": ISSUER, "aud": AUDIENCE, "sub": "a", "knd": "person", "iat": now}
    claims |= {"exp": now + 60} | changes
    return gateway.token({name: value for name, value in claims.items() if value is not None})


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody"},
        {"aud": "elsewhere"},
        {"exp": 1},
        {"exp": 4_000_000_000},
        {"iat": 4_000_000_000, "exp": 4_000_000_050},
        {"sub": ""},
        {"sub": None},
        {"knd": None},
        {"grants": "all"},
    ],
    ids=str,
)
async def test_a_token_with_wrong_claims_is_not_believed(
    client: httpx.AsyncClient, gateway: Gateway, changes: dict[str, object]
) -> None:
    good = await client.get("/v1/open", headers={"authorization": f"Bearer {forged(gateway)}"})
    bad = await client.get("/v1/open", headers={"authorization": f"Bearer {forged(gateway, **changes)}"})

    assert good.status_code == 200
    assert bad.status_code == 401


async def test_a_token_of_another_kind_or_signer_is_not_believed(
    client: httpx.AsyncClient, gateway: Gateway
) -> None:
    of_another_purpose = gateway.token(
        {"iss": ISSUER, "aud": AUDIENCE, "sub": "a", "knd": "person"}, typ="JWT"
    )
    of_a_stranger = Gateway().header("a")
    altered = gateway.header("a")["authorization"][:-4] + "AAAA"

    for header in (
        f"Bearer {of_another_purpose}",
        of_a_stranger["authorization"],
        altered,
        "Bearer x.y.z",
        "Basic abc",
    ):
        assert (await client.get("/v1/open", headers={"authorization": header})).status_code == 401


async def test_an_announced_body_that_is_too_large_is_refused(
    client: httpx.AsyncClient, gateway: Gateway
) -> None:
    answer = await client.post("/v1/wishes", content=b" " * 1_000_001, headers=gateway.person("a"))

    assert answer.status_code == 413


async def test_a_crash_tells_its_place_to_nobody(
    client: httpx.AsyncClient, gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.post("/v1/wishes", json={"text": "explode"}, headers=gateway.person("a"))

    assert answer.status_code == 500
    assert answer.json()["type"].endswith("/internal-error")
    assert "secret" not in answer.text
    assert "secret" not in caplog.text
    assert "RuntimeError at conftest.py" in caplog.text


async def test_a_mistake_is_pointed_at_and_never_quoted(client: httpx.AsyncClient, gateway: Gateway) -> None:
    wrong = {"text": "x", "id_number": ID_NUMBER[:-1] + "5", f"key-{ID_NUMBER}": 1}

    answer = await client.post("/v1/wishes", json=wrong, headers=gateway.person("a"))

    assert answer.status_code == 422
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert pointers == {"#/text", "#/id_number", "#"}
    assert ID_NUMBER[:-1] not in answer.text


async def test_what_no_row_can_hold_is_a_mistake_of_the_caller(
    client: httpx.AsyncClient, gateway: Gateway
) -> None:
    answer = await client.post("/v1/wishes", json={"text": "NUL \x00"}, headers=gateway.person("a"))

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/malformed-request")


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[]", b"null", b""])
async def test_broken_json_is_a_mistake_of_the_caller(
    client: httpx.AsyncClient, gateway: Gateway, body: bytes
) -> None:
    headers = gateway.person("a") | {"content-type": "application/json"}

    answer = await client.post("/v1/wishes", content=body, headers=headers)

    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"


async def test_refusals_speak_the_language_of_the_caller(client: httpx.AsyncClient, gateway: Gateway) -> None:
    header = gateway.person("a")

    chinese = await client.get("/v1/wishes", headers=header)
    english = await client.get("/v1/wishes", headers=header | {"accept-language": "en-GB,en;q=0.9"})

    assert chinese.json()["title"] == "您没有办理此操作的权限。"
    assert english.json()["title"] == "You may not do this."


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/v1/none", 404), ("DELETE", "/v1/wishes", 405)]
)
async def test_addresses_that_are_not_there_are_problems_too(
    client: httpx.AsyncClient, gateway: Gateway, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path, headers=gateway.person("a"))

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_health_needs_no_token(client: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(client.get("/livez"), client.get("/readyz"))

    assert [answer.status_code for answer in answers] == [200, 200]
