"""What the door says: heads of answers, its own and those it hands on."""

from http import HTTPStatus

import orjson

from servicekit.problems import MEDIA_TYPE, Problem

PROBLEMS = "https://sanzhi.example/problems/"

PHRASES = {status.value: status.phrase for status in HTTPStatus}
STATUS_LINES = {code: f"HTTP/1.1 {code} {PHRASES.get(code, '')}\r\n".encode() for code in range(100, 600)}
MOST_KNOWN = 2048

# No answer may be taken for another type, be framed, or tell other sites where it was read.
SAFE = (
    b"x-content-type-options: nosniff\r\n"
    b"referrer-policy: same-origin\r\n"
    b"x-frame-options: DENY\r\n"
    b"cross-origin-opener-policy: same-origin\r\n"
    b"cross-origin-resource-policy: same-origin\r\n"
)
SAFE_AND_END = SAFE + b"\r\n"
# For data: nothing in it is ever run or shown as a page.
DATA_POLICY = b"content-security-policy: default-src 'none'; frame-ancestors 'none'\r\n"
PAGE_POLICY = (
    b"content-security-policy: default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    b"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    b"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n"
)
# Other sites show these in frames. Browsers follow this line before x-frame-options (CSP level 3, 6.4.2),
# and send no session along: its cookie is SameSite=Lax.
FRAMED_POLICY = PAGE_POLICY.replace(b"frame-ancestors 'none'", b"frame-ancestors *")
NOT_STORED = b"cache-control: no-store\r\n"

# Headers of a service's answer that the door says itself, or that belong to one connection.
KEPT_BACK = frozenset(
    [
        "connection",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "server",
        "x-powered-by",
        "x-request-id",
        "x-content-type-options",
        "referrer-policy",
        "x-frame-options",
        "via",
        "alt-svc",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "ratelimit",
        "ratelimit-policy",
        "strict-transport-security",
        "clear-site-data",
        "service-worker-allowed",
    ]
)
NOTED = frozenset(
    [
        "content-length",
        "transfer-encoding",
        "content-security-policy",
        "cache-control",
        "content-type",
        "set-cookie",
    ]
)

Rule = tuple[bytes, str]  # the start of the line, empty if it is kept back; the name to note it under
_rules: dict[bytes, Rule] = {}


def rule_of(name: bytes) -> Rule:
    """Return what to do with a header of a service."""
    plain = name.lower().decode("latin-1")
    start = b"" if plain in KEPT_BACK else plain.encode("latin-1") + b": "
    if len(_rules) >= MOST_KNOWN:
        _rules.clear()
    _rules[name] = rule = (start, plain if plain in NOTED else "")
    return rule


def sift(headers: list[tuple[bytes, bytes]], lines: list[bytes], *, cookies: bool) -> dict[str, bytes]:
    """Add to `lines` those of a service's headers that go outside; return the values the door notes.

    Only the service that owns the sessions may set `cookies`.
    """
    noted: dict[str, bytes] = {}
    for name, value in headers:
        start, note = _rules.get(name) or rule_of(name)
        if note:
            noted[note] = value
            if note == "set-cookie" and not cookies:
                continue
        if start:
            lines += (start, value, b"\r\n")
    return noted


def policy_for(content_type: bytes) -> bytes:
    """Return the content security policy of an answer that brings none."""
    return PAGE_POLICY if content_type.startswith(b"text/html") else DATA_POLICY


def language_of(accepted: bytes) -> str:
    """Return `zh` unless `Accept-Language` prefers English."""
    for wish in accepted.lower().split(b","):
        wanted = wish.strip()[:2]
        if wanted in {b"zh", b"en"}:
            return wanted.decode()
    return "zh"


def document(problem: Problem, *, language: str, instance: str, request_id: str) -> bytes:
    """Return the problem document of a refusal."""
    body = {
        "type": PROBLEMS + problem.slug(),
        "title": problem.title(language),
        "status": problem.status,
        "instance": instance,
        "request_id": request_id,
    }
    if problem.detail:
        body["detail"] = problem.detail
    return orjson.dumps(body | problem.extensions)


def refusal(problem: Problem, accepted: bytes, instance: str, request_id: str) -> tuple[int, bytes, bytes]:
    """Return status, header lines and body of a refusal in the caller's language."""
    body = document(problem, language=language_of(accepted), instance=instance, request_id=request_id)
    lines = b"content-type: %s\r\n%s%s" % (MEDIA_TYPE.encode(), NOT_STORED, DATA_POLICY)
    if retry_after := problem.extensions.get("retry_after"):
        lines += b"retry-after: %d\r\n" % retry_after
    if allow := problem.extensions.get("allow"):
        lines += b"allow: %s\r\n" % allow.encode()
    return problem.status, lines, body
