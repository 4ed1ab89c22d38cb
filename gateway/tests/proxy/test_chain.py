"""What passes the door, and what the service behind it is told."""

import re
from asyncio import StreamReader, StreamWriter

import pytest

from gateway.proxy.testing import Heard, House, Service, verified


async def test_a_resident_reaches_the_service_with_a_token_that_says_who_he_is(house: House) -> None:
    session = await house.sign_on(claims={"grants": {"case:decide": ["331002"]}})

    answer = await house.ask("/api/catalog/v1/items?limit=3&after=a%20b", headers=session.cookie)

    heard = house.service["/v1/items"]
    claims = verified(heard.one("authorization").removeprefix("Bearer "), house)
    assert answer.status == 200
    assert heard.target == "/v1/items?limit=3&after=a%20b"
    assert claims["iss"] == "sanzhi-gateway"
    assert claims["aud"] == "sanzhi"
    assert (claims["sub"], claims["knd"], claims["lvl"]) == (session.subject, "person", 3)
    assert claims["grants"] == {"case:decide": ["331002"]}
    assert claims["sid"] == session.id
    assert claims["exp"] - claims["iat"] <= 60
    assert claims["jti"]


async def test_a_session_keeps_its_token_while_it_may_be_used(house: House) -> None:
    session = await house.sign_on()

    for _ in range(2):
        await house.ask("/api/catalog/v1/items", headers=session.bearer)

    first, second = house.service.heard
    assert first.one("authorization") == second.one("authorization")


async def test_who_is_not_signed_on_is_a_visitor(house: House) -> None:
    await house.ask("/api/catalog/v1/items")

    claims = house.service["/v1/items"].claims
    assert (claims["knd"], claims["lvl"], claims["grants"]) == ("visitor", 0, {})
    assert "sid" not in claims


async def test_the_service_never_sees_the_session_token(house: House) -> None:
    session = await house.sign_on()
    cookies = {"Cookie": f"theme=dark; __Host-sanzhi={session.token}; lang=zh"}

    await house.ask("/api/catalog/v1/items", headers=cookies)
    await house.ask("/api/gateway/v1/me", headers=cookies)

    catalog, gateway = house.service["/v1/items"], house.service["/v1/me"]
    assert session.token.encode() not in catalog.raw_head + gateway.raw_head
    assert catalog.all("cookie") == []
    assert gateway.one("cookie") == "theme=dark; lang=zh"


async def test_every_answer_carries_the_id_that_the_service_was_told(house: House) -> None:
    answer = await house.ask("/api/catalog/v1/items", headers={"X-Request-Id": "mine"})
    other = await house.ask("/livez")

    heard = house.service["/v1/items"]
    assert heard.one("x-request-id") == answer.get("x-request-id")
    assert re.fullmatch("[0-9a-f]{32}", str(answer.get("x-request-id")))
    assert other.get("x-request-id") != answer.get("x-request-id")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", True),
        ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", False),
        ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", False),
        ("evil", False),
        (None, False),
    ],
)
async def test_a_trace_goes_on_or_begins(house: House, sent: str | None, kept: bool) -> None:
    await house.ask("/api/catalog/v1/items", headers={"traceparent": sent} if sent else None)

    told = house.service["/v1/items"].one("traceparent")
    assert (told == sent) is kept
    assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-01", told)


async def test_what_the_service_says_comes_back_without_what_is_its_own_business(house: House) -> None:
    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        writer.write(
            b'HTTP/1.1 201 Created\r\nserver: uvicorn\r\nlocation: /v1/items/7\r\netag: "7"\r\n'
            b"set-cookie: a=b\r\nx-powered-by: us\r\nconnection: keep-alive\r\nkeep-alive: timeout=5\r\n"
            b"x-frame-options: ALLOWALL\r\ncontent-length: 2\r\n\r\n{}"
        )

    house.service.acts["/v1/items"] = act
    answer = await house.ask("/api/catalog/v1/items", "POST", body=b"{}")
    by_owner = await house.ask("/api/gateway/v1/items")

    assert (answer.status, answer.body) == (201, b"{}")
    assert answer.get("location") == "/v1/items/7"
    assert answer.get("etag") == '"7"'
    assert not {"server", "set-cookie", "x-powered-by", "keep-alive"} & {name for name, _ in answer.headers}
    assert answer.all("x-frame-options") == ["DENY"]
    assert by_owner.get("set-cookie") == "a=b"


async def test_answers_are_neither_stored_nor_framed_nor_sniffed(house: House) -> None:
    answer = await house.ask("/api/catalog/v1/items")

    assert answer.get("cache-control") == "no-store"
    assert answer.get("x-content-type-options") == "nosniff"
    assert "frame-ancestors 'none'" in str(answer.get("content-security-policy"))
    assert answer.get("referrer-policy") == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/catalog",
        "/api/catalog/",
        "/api/catalog/livez",
        "/api/catalog/readyz",
        "/api/catalog/metrics",
        "/api/catalog/openapi.json",
        "/api/catalog/v1",
        "/api/catalog/v/items",
        "/api/catalog/V1/items",
        "/api/CATALOG/v1/items",
        "/api/nothing/v1/items",
        "/API/catalog/v1/items",
        "/apix/catalog/v1/items",
        "/v1/items",
        "/nothing",
    ],
)
async def test_other_addresses_do_not_exist(house: House, path: str) -> None:
    answer = await house.ask(path)

    assert (answer.status, answer.problem) == (404, "no-such-address")
    assert house.service.heard == []


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "SOURCE", "PURGE", "LINK"])
async def test_other_methods_are_not_for_this_door(house: House, method: str) -> None:
    answer = await house.ask("/api/catalog/v1/items", method)

    assert answer.status == 405
    assert "GET" in str(answer.get("allow"))
    assert house.service.heard == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])
async def test_the_methods_of_the_services_pass(house: House, method: str) -> None:
    answer = await house.ask("/api/catalog/v1/items", method)

    assert answer.status == 200
    assert house.service["/v1/items"].method == method
    assert bool(house.service["/v1/items"].all("content-length")) is (
        method in {"POST", "PUT", "PATCH", "DELETE"}
    )


@pytest.mark.parametrize(
    ("accepted", "title"),
    [
        (None, "没有这个地址。"),
        ("en-GB,en;q=0.9", "There is no such address."),
        ("zh-CN,zh;q=0.9,en;q=0.8", "没有这个地址。"),
        ("fr, en", "There is no such address."),
        ("fr", "没有这个地址。"),
    ],
)
async def test_a_refusal_speaks_the_callers_language(house: House, accepted: str | None, title: str) -> None:
    answer = await house.ask("/nothing", headers={"Accept-Language": accepted} if accepted else None)

    assert answer.json == {
        "type": "https://sanzhi.example/problems/no-such-address",
        "title": title,
        "status": 404,
        "instance": "/nothing",
        "request_id": answer.get("x-request-id"),
    }


async def test_a_head_request_gets_a_head_and_the_connection_goes_on(house: House) -> None:
    line = await house.line()

    for path in ("/api/catalog/v1/items", "/livez"):
        for method in ("HEAD", "GET"):
            await line.send(f"{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert (await line.read(method=method)).status == 200

    line.close()


@pytest.mark.parametrize(
    ("method", "said", "is_let_in"),
    [
        ("POST", {"Origin": "http://127.0.0.1:{port}"}, True),
        ("POST", {"Sec-Fetch-Site": "same-origin"}, True),
        ("GET", {}, True),
        ("GET", {"Sec-Fetch-Site": "cross-site"}, True),
        ("POST", {}, False),
        ("POST", {"Sec-Fetch-Site": "cross-site"}, False),
        ("POST", {"Sec-Fetch-Site": "same-site"}, False),
        ("POST", {"Sec-Fetch-Site": "none"}, False),
        ("POST", {"Origin": "null"}, False),
        ("POST", {"Origin": "https://evil.example"}, False),
        ("POST", {"Origin": "http://127.0.0.1:{port}.evil.example"}, False),
        ("POST", {"Origin": "https://127.0.0.1:{port}"}, False),
        ("DELETE", {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, False),
    ],
)
async def test_a_page_of_another_site_cannot_act_with_the_cookie(
    house: House, method: str, said: dict[str, str], is_let_in: bool
) -> None:
    session = await house.sign_on()
    headers = {name: value.format(port=house.port) for name, value in said.items()} | session.cookie

    answer = await house.ask("/api/catalog/v1/items", method, headers)

    assert (answer.status == 200) is is_let_in
    assert is_let_in or answer.problem == "cross-site"
    assert house.service.has("/v1/items") is is_let_in


async def test_a_bearer_needs_no_origin(house: House) -> None:
    session = await house.sign_on()

    answer = await house.ask("/api/catalog/v1/items", "POST", session.bearer, b"{}")

    assert answer.status == 200


def test_the_recording_service_tells_one_request_from_several() -> None:
    with pytest.raises(ValueError, match="unpack"):
        _ = Service()["/v1/items"]
