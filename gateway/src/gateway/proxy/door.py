"""The public door: `Door.serve` is the way of every request, stage by stage."""

import asyncio
import logging
import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from gateway.proxy import targets
from gateway.proxy.access_log import AccessLog
from gateway.proxy.counts import Counts
from gateway.proxy.eager import start
from gateway.proxy.errors import (
    CrossSite,
    ExpectationFailed,
    HeaderRefused,
    MethodNotAllowed,
    NoSuchAddress,
    RequestMalformed,
    TooManyAtOnce,
    WrongHost,
)
from gateway.proxy.headers import strip
from gateway.proxy.limits import Addresses, Concurrency, Limiter, Rate, neighbourhood
from gateway.proxy.local import Local
from gateway.proxy.principals import Principal, new_visitor
from gateway.proxy.sessions import Sessions
from gateway.proxy.settings import DoorSettings
from gateway.proxy.signed import SAFE_METHODS, Signed
from gateway.proxy.tunnel import Tunnel, accept_of
from gateway.tokens import Mint
from servicekit.door import where
from servicekit.problems import BodyTooLarge, InternalError, NotSignedIn, Problem

if TYPE_CHECKING:
    from gateway.proxy.client import Client
    from gateway.proxy.exchange import Exchange
    from gateway.proxy.upstream import Carrier, Upstream

log = logging.getLogger(__name__)

HOST = re.compile(rb"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
ADDRESS = re.compile(rb"/api/([a-z][a-z0-9-]{0,30})(/v[0-9]{1,2}/.*)")
METHODS = frozenset({b"GET", b"HEAD", b"OPTIONS", b"POST", b"PUT", b"PATCH", b"DELETE"})
SESSION_COOKIE = re.compile(rb"(?:^|;)[ \t]*__Host-sanzhi=([^;]*)")
SESSION_TOKEN = re.compile(rb"szs_[A-Za-z0-9_-]{20,100}")
TRACE = re.compile(rb"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
NO_TRACE = re.compile(rb"00-(0{32}-.*|.{32}-0{16}-.*)")
FORGET_COOKIE = b"set-cookie: __Host-sanzhi=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0\r\n"
ONLY_HTTPS = b"strict-transport-security: max-age=31536000\r\n"
WEBSOCKET_VERSION = b"13"
WEBSOCKET_KEY = re.compile(rb"[A-Za-z0-9+/]{22}==")
MOST_HOSTS = 1000


class Door:
    """Decides about every request and knows everything that is under way."""

    def __init__(
        self,
        settings: DoorSettings,
        *,
        mint: Mint,
        sessions: Sessions,
        signed: Signed,
        local: Local,
        access_log: AccessLog,
    ) -> None:
        self.settings = settings
        self.times = settings.times
        self.largest_body = settings.largest_body
        self.mint, self.sessions, self.signed, self.local = mint, sessions, signed, local
        self.upstreams: Mapping[bytes, Upstream] = {}
        self.clients: set[Client] = set()
        self.tunnels: set[Tunnel] = set()
        self.is_closing = False
        self._loop = asyncio.get_running_loop()
        self.now = self._loop.time
        self.counts = Counts()
        self._access_log = access_log
        self._addresses = Addresses(settings.trusted_proxies)
        self._per_address = Limiter(Rate("address", settings.address_rate, settings.address_burst))
        self._per_principal = Limiter(Rate("principal", settings.principal_rate, settings.principal_burst))
        self._at_once = Concurrency(settings.at_once)
        self._visitor = new_visitor()
        self._hosts = {host.encode() for host in settings.allowed_hosts}
        self._origins = {origin.encode() for origin in settings.allowed_origins}
        self._good_hosts: set[bytes] = set()

    def begin(self, exchange: "Exchange") -> None:
        """Let a request pass the stages, as far as it can now without waiting."""
        start(self.serve(exchange), self._loop)

    async def serve(self, exchange: "Exchange") -> None:
        """Take one request through every stage; what a stage objects to, the client is told."""
        try:
            self.strip(exchange)
            self.limit(exchange)
            if not exchange.path.startswith(b"/api/"):
                self.local.answer(exchange)
                return
            await self.authenticate(exchange)
            self.authorise(exchange)
            self.identify(exchange)
            await self.forward(exchange)
        except Problem as problem:
            exchange.refuse(problem)
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets an answer
            # The place only: messages and values may quote what the caller sent.
            log.error("crashed: %s", where(error))  # noqa: TRY400
            exchange.refuse(InternalError())

    # Strip: what may not be said, and what could be understood in two ways

    def strip(self, exchange: "Exchange") -> None:
        """Keep of head and target only what is allowed and has one meaning."""
        strip(exchange)
        exchange.path, exchange.query = targets.split(exchange.target)
        said = exchange.said
        host = said.get("host", b"")
        if host not in self._good_hosts:
            self._check_host(host)
        if exchange.method not in METHODS:
            raise MethodNotAllowed(allow=", ".join(sorted(method.decode() for method in METHODS)))
        if exchange.version not in {"1.1", "1.0"}:
            raise RequestMalformed
        if "content-length" in said or "transfer-encoding" in said or "expect" in said:
            self._check_body(exchange)
        else:
            exchange.length = 0
        if exchange.upgrade:
            # Whatever follows is not HTTP; nothing but a WebSocket is let through.
            exchange.keep_alive = False
            exchange.upgrade = said["upgrade"].lower() == b"websocket" and exchange.path.startswith(b"/api/")

    def _check_host(self, host: bytes) -> None:
        if not HOST.fullmatch(host):
            raise RequestMalformed("Host is missing or malformed.")
        if self._hosts and host.lower() not in self._hosts:
            raise WrongHost
        if len(self._good_hosts) >= MOST_HOSTS:
            self._good_hosts.clear()
        self._good_hosts.add(host)

    def _check_body(self, exchange: "Exchange") -> None:
        said = exchange.said
        coding = said.get("transfer-encoding")
        if coding is None:
            exchange.length = int(said.get("content-length", b"0"))
        elif coding.lower() != b"chunked" or exchange.version != "1.1":
            raise RequestMalformed("Transfer-Encoding may be chunked.")
        if exchange.length > self.largest_body:
            raise BodyTooLarge(limit=self.largest_body)
        if said.get("expect", b"100-continue").lower() != b"100-continue":
            raise ExpectationFailed

    # Limit: how much one address may ask for

    def limit(self, exchange: "Exchange") -> None:
        """Count the request for the address it comes from."""
        said = exchange.said
        if self._addresses.trusts(exchange.address):
            exchange.address = self._addresses.of(exchange.address, said.get("x-forwarded-for", b""))
            if said.get("x-forwarded-proto") == b"https":
                exchange.scheme = b"https"
                exchange.more_lines = ONLY_HTTPS
        self._per_address.take(neighbourhood(exchange.address), exchange.began)

    # Authenticate: who asks

    async def authenticate(self, exchange: "Exchange") -> None:
        """Find the session, verify the signature, or take the caller for a visitor; count his request."""
        said = exchange.said
        principal: Principal | None = None
        if "x-sanzhi-key" in said:
            principal = await self.signed.principal(exchange)
        elif "authorization" in said or "cookie" in said:
            token = self._token(exchange)
            if token:
                principal = self.sessions.known(token) or await self.sessions.find(token)
                if principal is None:
                    self._say_that_it_ended(exchange)
        key = exchange.address
        if principal is not None:
            key = principal.key
            left = self._per_principal.take(key, exchange.began)
            exchange.more_lines += b'ratelimit: "principal";r=%d\r\n%s' % (left, self._per_principal.policy)
        exchange.principal = principal or self._visitor
        if not self._at_once.enter(key):
            raise TooManyAtOnce(retry_after=1)
        exchange.counted = key

    def _token(self, exchange: "Exchange") -> bytes:
        """Return the token of the session, from `Authorization` or else from the cookie, or nothing."""
        said = exchange.said
        if "authorization" in said:
            kind, _, token = said["authorization"].partition(b" ")
            if kind.lower() != b"bearer" or not SESSION_TOKEN.fullmatch(token):
                raise NotSignedIn
            return token
        tokens = SESSION_COOKIE.findall(said["cookie"])
        if len(tokens) > 1:
            raise HeaderRefused("There is more than one session cookie.")
        exchange.by_cookie = bool(tokens)
        return tokens[0] if tokens else b""

    def _say_that_it_ended(self, exchange: "Exchange") -> None:
        """Refuse a bearer; make a browser a visitor, who is told by whatever needs more than that."""
        if not exchange.by_cookie:
            raise NotSignedIn
        exchange.more_lines += FORGET_COOKIE

    # Authorise: whether there is such an address, and whether the caller means it

    def authorise(self, exchange: "Exchange") -> None:
        """Find the service; refuse what a page of another site makes a browser send."""
        found = ADDRESS.fullmatch(exchange.path)
        upstream = self.upstreams.get(found[1]) if found else None
        if found is None or upstream is None:
            raise NoSuchAddress
        exchange.upstream, exchange.inner_path = upstream, found[2]
        if exchange.upgrade:
            self._check_handshake(exchange)
        elif exchange.by_cookie and exchange.method not in SAFE_METHODS and not self._is_same_site(exchange):
            raise CrossSite

    def _is_same_site(self, exchange: "Exchange") -> bool:
        origin = exchange.said.get("origin")
        if origin is None:
            return exchange.said.get("sec-fetch-site") == b"same-origin"
        own = b"%s://%s" % (exchange.scheme, exchange.said["host"])
        return origin in self._origins or origin.lower() == own.lower()

    def _check_handshake(self, exchange: "Exchange") -> None:
        """Refuse a WebSocket before it is accepted: same-origin policy does not cover it."""
        said = exchange.said
        is_well_formed = (
            exchange.method == b"GET"
            and exchange.length == 0
            and said.get("sec-websocket-version") == WEBSOCKET_VERSION
            and WEBSOCKET_KEY.fullmatch(said.get("sec-websocket-key", b""))
        )
        if not is_well_formed:
            raise RequestMalformed("This is not a WebSocket handshake.")
        # Only what is no browser may come without an origin, and it has no cookie.
        is_signed = "authorization" in said or "x-sanzhi-key" in said
        if not (is_signed and "origin" not in said) and not self._is_same_site(exchange):
            raise CrossSite
        if self._tunnels_of(exchange) >= self.settings.tunnels:
            raise TooManyAtOnce(retry_after=1)

    def _tunnels_of(self, exchange: "Exchange") -> int:
        principal = cast("Principal", exchange.principal)
        if principal is self._visitor:
            return sum(tunnel.address == exchange.address for tunnel in principal.tunnels)
        return len(principal.tunnels)

    # Identify: what the service is told about the caller

    def identify(self, exchange: "Exchange") -> None:
        """Write the head the service gets: the lines that passed, and ours about the caller."""
        said, upstream = exchange.said, exchange.upstream
        token = exchange.principal.authorization(self.mint, time.time())  # type: ignore[union-attr]
        trace = said.get("traceparent")
        if trace is None or not TRACE.fullmatch(trace) or NO_TRACE.fullmatch(trace):
            trace = b"00-%s-%s-01" % (exchange.id, exchange.id[16:])
        target = exchange.inner_path + b"?" + exchange.query if exchange.query else exchange.inner_path
        exchange.request_head = b"".join((
            exchange.method, b" ", target, b" HTTP/1.1\r\n", upstream.host_line, *exchange.lines, token,  # type: ignore[union-attr]
            b"x-request-id: %s\r\ntraceparent: %s\r\nx-forwarded-for: %s\r\nx-forwarded-proto: %s\r\n%s\r\n"
            % (exchange.id, trace, exchange.address.encode(), exchange.scheme, self._framing(exchange)),
        ))  # fmt: skip

    def _framing(self, exchange: "Exchange") -> bytes:
        """Return the lines about body, upgrade and cookies: written by us, not passed on."""
        said, lines = exchange.said, b""
        if exchange.length > 0 or (exchange.length == 0 and exchange.method not in SAFE_METHODS):
            lines = b"content-length: %d\r\n" % exchange.length
        elif exchange.length < 0:
            lines = b"transfer-encoding: chunked\r\n"
        if exchange.upgrade:
            lines = (
                b"connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
                b"sec-websocket-key: %s\r\n" % said["sec-websocket-key"]
            )
        if exchange.upstream.owns_cookies and "cookie" in said:  # type: ignore[union-attr]
            others = SESSION_COOKIE.sub(b"", said["cookie"]).strip(b"; ")
            lines += b"cookie: %s\r\n" % others if others else b""
        return lines

    # Forward

    async def forward(self, exchange: "Exchange") -> None:
        """Send the request to its service; the answer goes back by itself."""
        if "expect" in exchange.said:
            exchange.invite()
        upstream = cast("Upstream", exchange.upstream)
        upstream.breaker.check()
        upstream.use(upstream.free(exchange.began) or await upstream.connection(), exchange)

    def tunnel(
        self, exchange: "Exchange", carrier: "Carrier", headers: list[tuple[bytes, bytes]], early: bytes
    ) -> None:
        """Join client and service once the service has accepted the WebSocket."""
        found = {name.lower(): value for name, value in headers}
        agreed = b"".join(
            b"%s: %s\r\n" % (name, found[name]) for name in (b"sec-websocket-protocol",) if name in found
        )
        expected = accept_of(exchange.said["sec-websocket-key"])
        if found.get(b"sec-websocket-accept") != expected or b"sec-websocket-extensions" in found:
            carrier.refuse(exchange)
            return
        client = exchange.client
        carrier.part(exchange)
        carrier.upstream.lost(carrier)
        exchange.status, exchange.head_sent, exchange.finished = 101, True, True
        client.write(
            b"HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
            b"sec-websocket-accept: %s\r\n%sx-request-id: %s\r\n\r\n" % (expected, agreed, exchange.id)
        )
        tunnel = Tunnel(self, exchange, client.transport, carrier.transport)
        client.become(tunnel.client)
        carrier.transport.set_protocol(tunnel.service)
        for side, data in ((tunnel.client, client.left_over), (tunnel.service, early)):
            if data:
                side.data_received(data)

    def end(self, exchange: "Exchange") -> None:
        """Note that a request is over."""
        if exchange.counted:
            self._at_once.leave(exchange.counted)
        seconds = self.now() - exchange.began
        self.counts.note(exchange, seconds)
        self._access_log.note(exchange, seconds)

    # Time

    def tick(self) -> None:
        """Break off what takes too long."""
        now, wall = self.now(), time.time()
        for client in list(self.clients):
            client.tick(now)
        for tunnel in list(self.tunnels):
            tunnel.tick(now, wall)
        for upstream in self.upstreams.values():
            upstream.tick(now)

    def sweep(self) -> None:
        """Forget what is as if it had never been."""
        now = self.now()
        self._per_address.forget(now)
        self._per_principal.forget(now)
        self.sessions.sweep()
