"""Signed requests of devices and applications: docs/signing.md, word by word."""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Awaitable, Callable

import pytest

from gateway.proxy import signed as signed_module
from gateway.proxy.signed import decoded, es256, hmac_sha256
from gateway.proxy.testing import Build, House, Signer, base64url, enrol, register, string_to_sign
from servicekit.testing import eventually

MEGABYTE = 1_048_576

POST_VECTOR = {
    "X-Sanzhi-Timestamp": "1767225600",
    "X-Sanzhi-Nonce": "Zm9vYmFyYmF6cXV4MDEy",
    "X-Sanzhi-Content-SHA256": hashlib.sha256(b'{"number":"A017","machine":"M2"}').hexdigest(),
}
GET_VECTOR = {
    "X-Sanzhi-Timestamp": "1767225600",
    "X-Sanzhi-Nonce": "Zm9vYmFyYmF6cXV4MDEz",
    "X-Sanzhi-Content-SHA256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
}
TICKETS = "/api/hallmetrics/v1/tickets?hall=331002-1"
SITES = "/api/map/v1/sites?near=121.42%2C28.65&open=true"
RFC_KEY = {
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
Who = Callable[[House], Awaitable[Signer]]


@pytest.mark.parametrize(
    ("method", "target", "said", "host", "signature"),
    [
        ("POST", TICKETS, POST_VECTOR, "sanzhi.example", "495NG41jHH03vITWzwNA67cCoQFS_3pCmHFOFbLkHI4"),
        ("GET", SITES, GET_VECTOR, "127.0.0.1:8000", "rGmFa5pHGI0jfvmAK6PnFR33XwV6fuDqdAIfQm1kCOM"),
    ],
)
def test_the_vectors_of_an_application(
    method: str, target: str, said: dict[str, str], host: str, signature: str
) -> None:
    message = string_to_sign(method, target, said, host)

    assert base64url(hmac.digest(b"szk_test-secret", message, "sha256")) == signature
    assert hmac_sha256(b"szk_test-secret")(message, decoded(signature.encode()))
    assert not hmac_sha256(b"szk_test-secret")(message + b"1", decoded(signature.encode()))


def test_the_vector_of_a_device() -> None:
    message = string_to_sign("POST", TICKETS, POST_VECTOR | {"X-Sanzhi-Sequence": "42"}, "sanzhi.example")
    signature = decoded(
        b"xbqYL6OiFiZTW_ESmBRSyvz-8_SX3HVAulPn3Ojlu1SYLvZWPHiy25IrhZaLZgFuns1ieiBtRRTtagKQlIGXiw"
    )

    verify = es256(RFC_KEY)
    assert verify(message, signature)
    assert not verify(message.replace(b"42", b"43"), signature)
    assert not verify(message, signature[32:] + signature[:32])
    assert not verify(message, b"\x00" * 64)
    assert not verify(message, signature[:63])


async def test_a_device_is_known_by_its_signature(house: House) -> None:
    kiosk = await enrol(house)

    answer = await kiosk.ask("/api/catalog/v1/beats?x=%20", "POST", b'{"ok":true}')

    heard = house.service["/v1/beats"]
    assert answer.body == b'{"ok":true}'
    assert heard.claims["knd"] == "device"
    assert heard.claims["sub"].startswith("kiosk-")
    assert not [name for name, _ in heard.headers if name.startswith("x-sanzhi")]


async def test_an_application_is_known_by_its_signature_and_its_calls_are_counted(house: House) -> None:
    app = await register(house)

    answers = [await app.ask("/api/catalog/v1/items") for _ in range(3)]

    assert [answer.status for answer in answers] == [200] * 3
    assert house.service.heard[0].claims["grants"] == {"site:read": ["331002"]}
    counted = await house.sql("SELECT calls FROM app_calls WHERE key_id = :id", id=app.key_id)
    assert counted.scalar_one() >= 3


@pytest.mark.parametrize("who", [enrol, register])
async def test_a_request_is_good_once_at_whichever_door(house: House, build: Build, who: Who) -> None:
    signer = await who(house)
    async with build() as second:
        path, body = "/api/catalog/v1/items", b'{"n":1}'
        host = {"Host": f"127.0.0.1:{house.port}"}
        headers = signer.headers(path, "POST", body) | host
        first = await house.ask(path, "POST", headers, body)
        again = [await door.ask(path, "POST", headers, body) for door in (house, second)]
        at_once = signer.headers(path, "POST", body) | host
        both = await asyncio.gather(*(door.ask(path, "POST", at_once, body) for door in (house, second) * 5))

        assert first.status == 200
        assert [(answer.status, answer.problem) for answer in again] == [(401, "request-replayed")] * 2
        assert sorted(answer.status for answer in both) == [200] + [401] * 9
        assert len(house.service.heard) + len(second.service.heard) == 2


async def test_a_cloned_device_key_is_refused_and_the_device_marked(house: House) -> None:
    original = await enrol(house)
    for _ in range(3):
        assert (await original.ask("/api/catalog/v1/beats")).status == 200
    clone = Signer(house, original.key_id, original.sign, sequence=original.sequence)

    by_clone = await clone.ask("/api/catalog/v1/beats")
    by_original = await original.ask("/api/catalog/v1/beats")

    assert by_clone.status == 200
    assert (by_original.status, by_original.problem) == (401, "device-key-cloned")
    marked = await house.sql(
        "SELECT suspect_at IS NOT NULL, last_sequence FROM devices WHERE key_id = :id", id=original.key_id
    )
    assert tuple(marked.one()) == (True, 4)


async def test_a_replay_does_not_make_a_device_suspect(house: House) -> None:
    kiosk = await enrol(house)
    headers = kiosk.headers("/api/catalog/v1/beats")
    for _ in range(2):
        await house.ask("/api/catalog/v1/beats", headers=headers)

    marked = await house.sql("SELECT suspect_at FROM devices WHERE key_id = :id", id=kiosk.key_id)
    assert marked.scalar_one() is None


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ({"timestamp": "177000000"}, "signature-malformed"),
        ({"timestamp": "not a time"}, "signature-malformed"),
        ({"timestamp": "-767225600"}, "signature-malformed"),
        ({"nonce": "short"}, "signature-malformed"),
        ({"nonce": "a" * 65}, "signature-malformed"),
        ({"nonce": "with space and more"}, "signature-malformed"),
        ({"content_sha256": "0" * 63}, "signature-malformed"),
        ({"content_sha256": "A" * 64}, "signature-malformed"),
        ({"content_sha256": "0" * 64}, "digest-differs"),
        ({"sequence": "x"}, "signature-malformed"),
        ({"sequence": "-1"}, "signature-malformed"),
        ({"sequence": ""}, "signature-malformed"),
        ({"key": "nobody-knows-this-key"}, "signature-refused"),
        ({"key": "a b"}, "signature-malformed"),
    ],
)
async def test_a_signed_request_has_the_right_form(house: House, other: dict[str, str], problem: str) -> None:
    kiosk = await enrol(house)

    answer = await kiosk.ask("/api/catalog/v1/items", "POST", b"{}", **other)

    assert (answer.status, answer.problem) == (401, problem)
    assert house.service.heard == []


@pytest.mark.parametrize("name", ["Key", "Timestamp", "Nonce", "Content-SHA256", "Signature", "Sequence"])
async def test_no_part_of_a_signature_may_be_missing(house: House, name: str) -> None:
    kiosk = await enrol(house)
    headers = kiosk.headers("/api/catalog/v1/items")
    del headers[f"X-Sanzhi-{name}"]

    answer = await house.ask("/api/catalog/v1/items", headers=headers)

    if name == "Key":
        # Without a key nobody claims anything: a visitor, whose other headers go nowhere.
        assert house.service["/v1/items"].claims["knd"] == "visitor"
    else:
        assert answer.problem == "signature-malformed"
        assert house.service.heard == []


async def test_an_application_sends_no_sequence(house: House) -> None:
    app = await register(house)

    answer = await app.ask("/api/catalog/v1/items", sequence="1")

    assert answer.problem == "signature-malformed"


@pytest.mark.parametrize(
    ("method", "off", "is_let_in"),
    [
        ("GET", 0, True),
        ("GET", -290, True),
        ("GET", 290, True),
        ("GET", -310, False),
        ("GET", 310, False),
        ("POST", -50, True),
        ("POST", 50, True),
        ("POST", -70, False),
        ("POST", 70, False),
        ("DELETE", -70, False),
    ],
)
async def test_a_signed_request_is_of_this_time(house: House, method: str, off: int, is_let_in: bool) -> None:
    app = await register(house)

    answer = await app.ask("/api/catalog/v1/items", method, timestamp=str(int(time.time()) + off))

    assert (answer.status == 200) is is_let_in
    if not is_let_in:
        assert (answer.status, answer.problem) == (401, "clock-skewed")
        assert abs(answer.json["server_time"] - time.time()) < 5


@pytest.mark.parametrize(
    "changed", ["method", "path", "query", "body", "host", "nonce", "timestamp", "signature"]
)
async def test_no_byte_can_be_changed(house: House, changed: str) -> None:
    app = await register(house)
    method, path, body = "POST", "/api/catalog/v1/items?a=1", b'{"amount":1}'
    headers = app.headers(path, method, body) | {"Host": f"127.0.0.1:{house.port}"}
    if changed == "method":
        method = "PUT"
    elif changed in {"path", "query"}:
        path = path.replace("items", "other") if changed == "path" else path.replace("a=1", "a=2")
    elif changed == "body":
        body = b'{"amount":9}'
    elif changed == "host":
        headers["Host"] = "localhost"
    elif changed == "nonce":
        headers["X-Sanzhi-Nonce"] = secrets.token_urlsafe(18)
    elif changed == "timestamp":
        headers["X-Sanzhi-Timestamp"] = str(int(headers["X-Sanzhi-Timestamp"]) - 1)
    else:
        headers["X-Sanzhi-Signature"] = base64url(secrets.token_bytes(32))

    answer = await house.ask(path, method, headers, body)

    assert answer.status == 401
    assert answer.problem == ("digest-differs" if changed == "body" else "signature-refused")
    assert house.service.heard == []


async def test_a_refused_request_does_not_use_up_its_nonce(house: House) -> None:
    app = await register(house)
    body = b'{"amount":1}'
    headers = app.headers("/api/catalog/v1/items", "POST", body)

    forged = await house.ask("/api/catalog/v1/items", "POST", headers, b'{"amount":9}')
    honest = await house.ask("/api/catalog/v1/items", "POST", headers, body)

    assert (forged.status, honest.status) == (401, 200)


@pytest.mark.parametrize("size", [0, 1, 70_000, MEGABYTE - 1, MEGABYTE, 3 * MEGABYTE])
async def test_bodies_of_any_size_pass_when_they_are_the_signed_ones(house: House, size: int) -> None:
    app = await register(house)
    body = secrets.token_bytes(size)

    answer = await app.ask("/api/catalog/v1/items", "POST", body)

    assert answer.status == 200
    assert house.service["/v1/items"].body == body


async def test_a_large_body_that_is_not_the_signed_one_never_arrives_whole(house: House) -> None:
    app = await register(house)
    body = secrets.token_bytes(3 * MEGABYTE)
    headers = app.headers("/api/catalog/v1/items", "POST", body)

    answer = await house.ask("/api/catalog/v1/items", "POST", headers, body[:-1] + bytes([body[-1] ^ 1]))

    assert (answer.status, answer.problem) == (401, "digest-differs")
    assert house.service["/v1/items"].body == b""


@pytest.mark.parametrize(("who", "table"), [(enrol, "devices"), (register, "apps")])
async def test_a_withdrawn_key_opens_nothing_within_a_second(house: House, who: Who, table: str) -> None:
    signer = await who(house)
    assert (await signer.ask("/api/catalog/v1/items")).status == 200

    await house.sql(f"UPDATE {table} SET status = 'revoked' WHERE key_id = :id", id=signer.key_id)
    withdrawn_at = time.monotonic()

    async def is_refused() -> bool:
        return (await signer.ask("/api/catalog/v1/items")).status == 401

    await eventually(is_refused, within=3)
    assert time.monotonic() - withdrawn_at < signed_module.BELIEVED_FOR + 0.5


async def test_an_application_has_its_calls_a_minute_and_a_day(house: House) -> None:
    by_minute, by_day = await register(house, per_minute=3), await register(house, per_day=2)

    minutes = [await by_minute.ask("/api/catalog/v1/items") for _ in range(5)]
    for _ in range(2):
        await by_day.ask("/api/catalog/v1/items")

    async def day_is_over() -> bool:
        answer = await by_day.ask("/api/catalog/v1/items")
        return (
            answer.status == 429
            and answer.problem == "quota-used-up"
            and int(answer.get("retry-after")) <= 86_400
        )

    assert [answer.status for answer in minutes] == [200] * 3 + [429] * 2
    assert minutes[-1].problem == "too-many-requests"
    assert int(str(minutes[-1].get("retry-after"))) <= 20
    await eventually(day_is_over, within=3)


async def test_without_the_database_no_signed_request_passes(build: Build) -> None:
    async with build() as house:
        app = await register(house)
        assert (await app.ask("/api/catalog/v1/items")).status == 200

        async def away(claims: object) -> set[tuple[str, str]]:
            raise ConnectionError

        house.serving.door.signed._ledger._repository.claim_nonces = away
        answer = await app.ask("/api/catalog/v1/items")

        assert (answer.status, answer.problem) == (503, "sign-on-away")
        assert len(house.service.heard) == 1


async def test_old_nonces_are_forgotten_and_young_ones_are_not(house: House) -> None:
    app = await register(house)
    await app.ask("/api/catalog/v1/items", nonce="young-young-young")
    await app.ask("/api/catalog/v1/items", nonce="older-older-older")
    await house.sql(
        "UPDATE nonces SET seen_at = now() - interval '2 hours' WHERE nonce = 'older-older-older'"
    )

    await house.serving.door.signed.forget_nonces()

    left = await house.sql("SELECT nonce FROM nonces WHERE key_id = :id", id=app.key_id)
    assert left.scalars().all() == ["young-young-young"]
