"""Nobody outside can say what only the door may say, however the name is written."""

import itertools

import pytest

from gateway.proxy.testing import Build, House

# What a service, a framework or a proxy behind the door might believe.
CLAIMS = [
    "X-User", "X-User-Id", "X-Auth-User", "X-Auth-Request-Email", "X-Authenticated-User", "X-Forwarded-For",
    "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-User", "X-Forwarded-Uri", "X-Forwarded-Method",
    "X-Forwarded-Prefix", "X-Real-IP", "Forwarded", "X-Original-URL", "X-Original-URI", "X-Original-Host",
    "X-Rewrite-URL", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Request-Context",
    "X-Internal-Token", "X-Internal", "Via", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP",
    "X-Cluster-Client-IP", "X-Remote-User", "Remote-User", "X-SSL-Client-DN", "X-Client-Cert", "SSL-Client-Cert",
    "X-Sanzhi-Principal", "X-Sanzhi-Subject", "X-Envoy-Original-Path", "X-Envoy-Internal", "X-Accel-Redirect",
    "X-Consumer-Id", "X-Request-Id", "X-Trace-Id", "X-B3-TraceId", "X-Host", "X-Roles", "X-Role", "X-Groups",
    "X-Scopes", "X-Grants", "X-Tenant", "X-Session-Id", "X-JWT-Assertion", "X-Id-Token", "X-Access-Token",
    "X-Token", "X-Subject", "X-Principal", "X-Identity", "X-Employee-Code", "X-Proxy-User", "Proxy-Authorization",
    "Proxy-Connection", "X-Authorization", "X-URL-Scheme", "X-Port", "Txn-Token", "Baggage", "Surrogate-Capability",
]  # fmt: skip
FORGED = "forged-by-somebody"


def spellings(name: str) -> list[str]:
    """Return ways to write a name that a careless reader takes for the same."""
    cased = [name, name.lower(), name.upper()]
    separators = ["-", "_", ".", "--", "-_"]
    return sorted({spelling.replace("-", mark) for spelling, mark in itertools.product(cased, separators)})


async def test_no_spelling_of_any_claim_reaches_a_service(house: House) -> None:
    names = [spelling for claim in CLAIMS for spelling in spellings(claim)]
    line = await house.line()

    for name in names:
        await line.send(f"GET /api/catalog/v1/items HTTP/1.1\r\nHost: x\r\n{name}: {FORGED}\r\n\r\n".encode())
        answer = await line.read()
        assert answer.status in {200, 400}, name
        if answer.get("connection") == "close":
            line.close()
            line = await house.line()

    line.close()
    assert len(names) >= 500
    assert not [heard.raw_head for heard in house.service.heard if FORGED.encode() in heard.raw_head]


@pytest.mark.parametrize(
    "line",
    [
        "X_Anything: 1",
        "Content_Length: 5",
        "Content.Length: 5",
        "Transfer_Encoding: chunked",
        "Host_: x",
        "Accept_Language: en",
        "x.y: 1",
        "Authorization: Bearer a\r\nAuthorization: Bearer b",
        "authorization: Bearer a\r\nAUTHORIZATION: Bearer a",
        "Cookie: a=b\r\nCookie: c=d",
        "Cookie: __Host-sanzhi=szs_aaaaaaaaaaaaaaaaaaaaaaaa; __Host-sanzhi=szs_bbbbbbbbbbbbbbbbbbbbbbbb",
        "Origin: http://a\r\nOrigin: http://b",
        "X-Sanzhi-Key: a\r\nX-Sanzhi-Key: b",
        "X-Sanzhi-Nonce: a\r\nx-sanzhi-nonce: b",
        "Connection: close, X-Request-Id",
        "Connection: Authorization",
        "Connection: keep-alive, X-Forwarded-For",
        "Connection: Content-Length",
        "Connection: ",
        "Expect: 100-continue\r\nExpect: 100-continue",
    ],
)
async def test_what_could_be_read_in_two_ways_is_refused(house: House, line: str) -> None:
    answer = await house.raw(f"GET /api/catalog/v1/items HTTP/1.1\r\nHost: x\r\n{line}\r\n\r\n".encode())

    assert (answer.status, answer.problem) == (400, "header-refused")
    assert house.service.heard == []


@pytest.mark.parametrize(
    "name",
    [
        "Accept",
        "Accept-Language",
        "User-Agent",
        "If-Match",
        "If-None-Match",
        "Idempotency-Key",
        "Range",
        "X-Elder",
    ],
)
async def test_ordinary_headers_pass_unchanged(house: House, name: str) -> None:
    value = 'a; b="c", 张三'.encode().decode("latin-1")
    await house.raw(
        f"GET /api/catalog/v1/items HTTP/1.1\r\nHost: x\r\n{name}: {value}\r\n\r\n".encode("latin-1")
    )

    assert house.service["/v1/items"].one(name.lower()) == value


@pytest.mark.parametrize(
    "host",
    ["Host: a/b", "Host: a@b", "Host: a?b", "Host: a b", "Host: ", "Host: a\r\nHost: a", "Host: a\r\nhost: b", "X: y",
     "Host: a:b", "Host: [::1", "Host: a#b", "Host: a,b", "Host: \\a"],
)  # fmt: skip
async def test_a_request_names_one_well_formed_host(house: House, host: str) -> None:
    answer = await house.raw(f"GET /api/catalog/v1/items HTTP/1.1\r\n{host}\r\n\r\n".encode())

    assert answer.status == 400
    assert house.service.heard == []


async def test_the_service_is_told_its_own_host_not_the_clients(house: House) -> None:
    await house.ask("/api/catalog/v1/items", headers={"Host": "evil.example"})

    assert house.service["/v1/items"].one("host") == f"127.0.0.1:{house.service.port}"


async def test_foreign_hosts_are_turned_away_once_ours_are_known(build: Build) -> None:
    async with build(allowed_hosts={"sanzhi.test"}) as house:
        ours = await house.ask("/livez", headers={"Host": "Sanzhi.TEST"})
        theirs = await house.ask("/livez", headers={"Host": "evil.example"})

    assert ours.status == 200
    assert (theirs.status, theirs.problem) == (421, "wrong-host")


@pytest.mark.parametrize(
    ("trusted", "forwarded", "told"),
    [
        ((), "203.0.113.9", "127.0.0.1"),
        (("127.0.0.0/8",), "203.0.113.9", "203.0.113.9"),
        (("127.0.0.0/8",), "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (("127.0.0.0/8", "203.0.113.0/24"), "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (("127.0.0.0/8",), "203.0.113.9, 127.0.0.2", "203.0.113.9"),
        (("127.0.0.0/8",), "unknown", "127.0.0.1"),
        (("127.0.0.0/8",), "", "127.0.0.1"),
        (("127.0.0.0/8", "2001:db8::/32"), "2001:db8:1::5, 2001:db8::1, 127.0.0.1", "2001:db8:1::5"),
    ],
)
async def test_the_client_is_the_right_most_hop_that_we_do_not_know(
    build: Build, trusted: tuple[str, ...], forwarded: str, told: str
) -> None:
    async with build(trusted_proxies=trusted) as house:
        await house.ask("/api/catalog/v1/items", headers={"X-Forwarded-For": forwarded})

        assert house.service["/v1/items"].one("x-forwarded-for") == told


async def test_a_head_has_a_size(house: House) -> None:
    large = await house.ask("/api/catalog/v1/items", headers={"X-Elder": "a" * 40_000})
    many = await house.ask("/api/catalog/v1/items", headers={f"X-Elder-{n}": "a" for n in range(200)})
    long = await house.ask("/api/catalog/v1/items?" + "a" * 9000)

    assert (large.status, large.problem) == (431, "head-too-large")
    assert (many.status, many.problem) == (431, "head-too-large")
    assert (long.status, long.problem) == (414, "target-too-long")
    assert house.service.heard == []


async def test_a_head_that_never_ends_is_refused_before_it_ends(house: House) -> None:
    line = await house.line()

    await line.send(b"GET /api/catalog/v1/items HTTP/1.1\r\nHost: x\r\nX-Elder: " + b"a" * 300_000)
    answer = await line.read()

    assert answer.status == 431
    line.close()
