"""Which header lines of a request may go inside, which the door reads, and which are lies.

Names are judged by their normalised form (lower case, all that is neither letter nor digit
folded to one `-`), so that `X-Auth-User`, `x_auth_user` and `X--Auth.User` are one:
reliability.md A7, after CVE-2025-64484 and CVE-2026-33433.
"""

import re
from enum import Enum
from typing import TYPE_CHECKING

from gateway.proxy.errors import HeaderRefused

if TYPE_CHECKING:
    from gateway.proxy.exchange import Exchange


class Fate(Enum):
    """What happens to a header that is not simply forwarded."""

    DROPPED = "dropped"  # it claims what only the door may say, or belongs to one connection
    READ = "read"  # the door needs it; it may come once and does not go inside as it is
    REFUSED = "refused"  # the name could be read as another one


# Claims about who is calling, from where, and for what address.
CLAIMS = re.compile(
    r"(x-(user|auth|forwarded|original|rewrite|internal|remote|sanzhi|ssl|client|envoy|accel|consumer|ca|real|request"
    r"|authenticated|authorization|principal|subject|identity|account|employee|roles?|groups?|scopes?|permissions?"
    r"|grants?|tenant|session|jwt|id-token|access-token|webauth|token|override|method|http|https|host|server|proxy"
    r"|cluster|url|uri|path|scheme|port|proto|trace|b3)"
    r"|forwarded|via|remote|auth|authenticated|ssl|client-ip|client-cert|true-client-ip|cf|fastly|akamai"
    r"|front-end-https|proxy|baggage|from|internal|txn-token|surrogate|cdn-loop|max-forwards)(-.*)?"
)
# What describes the connection with the client and not the request.
OF_THE_CONNECTION = frozenset(
    [
        "connection",
        "keep-alive",
        "te",
        "trailer",
        "trailers",
        "transfer-encoding",
        "upgrade",
        "http2-settings",
        "expect",
        "content-length",
        "tracestate",
    ]
)
# What the door reads. A second line of such a name is refused: two readers could take different ones.
READ = frozenset(
    [
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "authorization",
        "cookie",
        "origin",
        "sec-fetch-site",
        "expect",
        "upgrade",
        "traceparent",
        "x-forwarded-for",
        "x-forwarded-proto",
        "x-sanzhi-key",
        "x-sanzhi-timestamp",
        "x-sanzhi-nonce",
        "x-sanzhi-sequence",
        "x-sanzhi-content-sha256",
        "x-sanzhi-signature",
        "sec-websocket-key",
        "sec-websocket-version",
        "sec-websocket-extensions",
    ]
)
TOKEN = re.compile(rb"[A-Za-z0-9!#$%&'*+^`|~-]+")
CONNECTION_OPTIONS = frozenset({b"close", b"keep-alive", b"upgrade", b"http2-settings", b"te"})
MOST_KNOWN = 4096

Rule = bytes | str | Fate
_rules: dict[bytes, Rule] = {}


def rule_of(name: bytes) -> Rule:
    """Return what to do with a header: the start of its line, the name to read it under, or a fate."""
    lower = name.lower()
    plain = lower.decode("latin-1")
    rule: Rule
    if plain in READ:
        rule = plain
    elif plain in OF_THE_CONNECTION or CLAIMS.fullmatch(re.sub(r"[^a-z0-9]+", "-", plain)):
        rule = Fate.DROPPED
    elif not TOKEN.fullmatch(name):
        rule = Fate.REFUSED
    else:
        rule = lower + b": "
    if len(_rules) >= MOST_KNOWN:
        _rules.clear()
    _rules[name] = rule
    return rule


def strip(exchange: "Exchange") -> None:
    """Split the headers into lines that go inside and values that the door reads.

    Raises:
        HeaderRefused: a name is ambiguous, or a header that may come once came twice.

    """
    lines, said = exchange.lines, exchange.said
    for name, value in exchange.headers:
        rule = _rules.get(name) or rule_of(name)
        if rule.__class__ is bytes:
            lines += (rule, value, b"\r\n")
        elif rule.__class__ is str:
            if rule in said:
                raise HeaderRefused(f"{rule} may come once.")
            said[rule] = value
        elif rule is Fate.REFUSED:
            raise HeaderRefused("A header name holds something else than letters, digits and '-'.")
    options = said.get("connection")
    if options is not None:
        check_options(options)


def check_options(options: bytes) -> None:
    """Refuse a `Connection` that would have the door drop headers of its own making."""
    for option in options.lower().split(b","):
        if option.strip() not in CONNECTION_OPTIONS:
            raise HeaderRefused("Connection may list close, keep-alive and upgrade.")
