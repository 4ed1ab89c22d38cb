"""What the door answers itself: probes, keys, and pages."""

import gzip
import json
from pathlib import Path

import pytest
from joserfc.jwk import KeySet

from gateway.proxy.testing import Build, House

WORKBENCH = b"<!doctype html><title>workbench</title>"
PAGE = "<!doctype html><title>三智</title>"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A web build as Vite leaves it."""
    script = b"console.log('hello')" * 100
    files = {
        "index.html": PAGE.encode(),
        "workbench/index.html": WORKBENCH,
        "assets/index-BvX3a9Qk.js": script,
        "assets/index-BvX3a9Qk.js.gz": gzip.compress(script),
        "assets/index-BvX3a9Qk.js.br": b"brotli",
        "assets/plain.css": b"body{}",
        "favicon.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    for name, content in files.items():
        file = tmp_path / "dist" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    (tmp_path / "secret.txt").write_text("not for anybody")
    return tmp_path / "dist"


async def test_alive_and_ready(house: House) -> None:
    alive, ready = await house.ask("/livez"), await house.ask("/readyz")

    assert (alive.status, alive.json) == (200, {"status": "alive"})
    assert (ready.status, ready.json) == (200, {"status": "ready"})


async def test_the_published_keys_are_public(house: House) -> None:
    answer = await house.ask("/.well-known/jwks.json")

    (key,) = answer.json["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
    assert not KeySet.import_key_set(answer.json).keys[0].is_private
    assert answer.get("cache-control") == "public, max-age=60"


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/.well-known/jwks.json"])
@pytest.mark.parametrize("method", ["POST", "DELETE", "OPTIONS"])
async def test_they_can_only_be_read(house: House, path: str, method: str) -> None:
    answer = await house.ask(path, method)

    assert (answer.status, answer.problem) == (405, "method-not-allowed")
    assert answer.get("allow") == "GET, HEAD"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/", PAGE.encode()),
        ("/index.html", PAGE.encode()),
        ("/workbench", WORKBENCH),
        ("/workbench/cases/7", WORKBENCH),
        ("/guides/7", PAGE.encode()),
    ],
)
async def test_every_address_of_an_application_is_its_page(
    build: Build, dist: Path, path: str, body: bytes
) -> None:
    async with build(web_dist=dist) as house:
        answer = await house.ask(path)

    assert (answer.status, answer.body) == (200, body)
    assert answer.get("content-type") == "text/html; charset=utf-8"
    assert answer.get("cache-control") == "no-cache"
    policy = str(answer.get("content-security-policy"))
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self';" in policy


async def test_a_guide_may_be_framed_by_others_and_nothing_else_may(build: Build, dist: Path) -> None:
    async with build(web_dist=dist) as house:
        guide = await house.ask("/media/0193-7")
        others = [await house.ask(path) for path in ("/", "/media", "/items/7", "/workbench/media/7")]

    assert (guide.status, guide.body) == (200, PAGE.encode())
    assert "frame-ancestors *" in str(guide.get("content-security-policy"))
    policies = [str(other.get("content-security-policy")) for other in others]
    assert all("frame-ancestors 'none'" in policy for policy in policies)


@pytest.mark.parametrize(
    "path",
    ["/secret.txt", "/../secret.txt", "/%2e%2e/secret.txt", "/assets/missing.js", "/workbench/missing.css",
     "/assets/index-BvX3a9Qk.js.gz", "/.env"],
)  # fmt: skip
async def test_nothing_else_is_served(build: Build, dist: Path, path: str) -> None:
    async with build(web_dist=dist) as house:
        answer = await house.ask(path)

    assert answer.status in {400, 404}
    assert answer.get("content-type") == "application/problem+json"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        (None, None),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("gzip;q=0", None),
    ],
)
async def test_built_files_come_compressed_and_stay_for_ever(
    build: Build, dist: Path, accepted: str | None, encoding: str | None
) -> None:
    async with build(web_dist=dist) as house:
        headers = {"Accept-Encoding": accepted} if accepted else None
        answer = await house.ask("/assets/index-BvX3a9Qk.js", headers=headers)
        plain = await house.ask("/assets/plain.css")

    assert answer.get("content-encoding") == encoding
    assert answer.get("vary") == "accept-encoding"
    assert answer.get("content-type") == "text/javascript; charset=utf-8"
    assert answer.get("cache-control") == "public, max-age=31536000, immutable"
    assert plain.get("cache-control") == "no-cache"


async def test_a_known_copy_is_not_sent_again(build: Build, dist: Path) -> None:
    async with build(web_dist=dist) as house:
        first = await house.ask("/favicon.svg")
        again = await house.ask("/favicon.svg", headers={"If-None-Match": f'"x", {first.get("etag")}'})
        changed = await house.ask("/favicon.svg", headers={"If-None-Match": '"x"'})

    assert (first.status, again.status, changed.status) == (200, 304, 200)
    assert first.get("content-type") == "image/svg+xml; charset=utf-8"
    assert (again.body, again.get("content-length")) == (b"", None)


async def test_the_log_says_what_happened_and_not_about_whom(build: Build, tmp_path: Path) -> None:
    log = tmp_path / "access.jsonl"
    async with build(access_log_file=log) as house:
        session = await house.sign_on(subject="zj-app|8a7d9f0e")
        await house.ask(
            "/api/catalog/v1/people/331002199003070014?name=%E6%9E%97%E6%99%93&phone=13705760001",
            headers=session.bearer | {"User-Agent": "林晓"},
            method="POST",
            body=b'{"idnum":"331002199003070014"}',
        )
        refused = await house.ask("/nothing?q=331002199003070014")
    text = log.read_text()
    first, second = (json.loads(line) for line in text.splitlines())

    assert first["path"] == "/api/catalog/v1/people/*"
    assert (first["method"], first["status"], first["service"], first["kind"]) == (
        "POST",
        200,
        "catalog",
        "person",
    )
    assert (first["sid"], first["network"], first["in"]) == (session.id, "127.0.0", 30)
    assert first["out"] == 30
    assert 0 < first["micros"] < 10_000_000
    assert second["refused"] == "no-such-address"
    assert second["request_id"] == refused.get("x-request-id")
    for personal in ("331002199003070014", "%E6", "13705760001", "8a7d9f0e", session.token, "name", "林"):
        assert personal not in text
