"""Who asks: sessions, devices, applications, and visitors; each with its inner token."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import RowMapping

from gateway.tokens import Mint

if TYPE_CHECKING:
    from gateway.proxy.tunnel import Tunnel

#: WebSocket close codes (RFC 6455, 7.4.1; 1012 and 1013 from IANA's registry).
POLICY_VIOLATION, UPSTREAM_FAILED, COME_AGAIN = 1008, 1011, 1012


class Principal:
    """Somebody whose claims the gateway vouches for."""

    def __init__(self, claims: Mapping[str, Any], session_id: str = "") -> None:
        self.claims = claims
        self.session_id = session_id
        self.kind: str = claims["knd"]
        #: What rates and numbers are counted for: all sessions of one person together.
        self.key: str = f"{self.kind}:{claims['sub']}"
        #: How the access log names it: by session, never by person.
        self.label = b'"kind":"%s","sid":"%s"' % (self.kind.encode(), session_id.encode())
        self.tunnels: set[Tunnel] = set()
        self._line = b""
        self._use_until = 0.0

    def authorization(self, mint: Mint, now: float) -> bytes:
        """Return the header line with the inner token, the same one while it may be used."""
        if now >= self._use_until:
            minted = mint.token(self.claims, self.session_id)
            self._line = b"authorization: Bearer %s\r\n" % minted.token.encode()
            self._use_until = minted.use_until
        return self._line

    def change(self, claims: Mapping[str, Any]) -> None:
        """Give other claims; open WebSockets, which rest on the old ones, have to come again."""
        if claims != self.claims:
            self.claims = claims
            self._use_until = 0.0
            self.close_tunnels(COME_AGAIN, "grants-changed")

    def close_tunnels(self, code: int, reason: str) -> None:
        """Close every open WebSocket."""
        for tunnel in list(self.tunnels):
            tunnel.close(code, reason)

    def lives(self, now: float) -> bool:  # noqa: ARG002 - a session's does end
        """Tell whether the principal may (still) ask at the Unix time `now`."""
        return True


def new_visitor() -> Principal:
    """Return the principal of everybody who is not signed in."""
    return Principal({"sub": "visitor", "knd": "visitor"})


class Session(Principal):
    """Somebody who signed in."""

    def __init__(
        self, session_id: str, claims: Mapping[str, Any], *, seq: int, expires_at: float, idle_until: float
    ) -> None:
        super().__init__(claims, session_id)
        self.seq = seq
        self.expires_at = expires_at
        self.idle_until = idle_until
        self.is_active = False  # since the last time that this was written down

    def lives(self, now: float) -> bool:
        """Tell whether neither the session nor the patience with its idleness has run out."""
        return now < self.expires_at and now < self.idle_until

    def update(self, row: RowMapping) -> None:
        """Take over what has changed in the database."""
        self.seq = row["seq"]
        self.expires_at = row["expires_at"]
        self.idle_until = row["idle_until"]
        self.change(row["claims"])

    def end(self) -> None:
        """Note that the session was ended: nothing is done in its name any more."""
        self.expires_at = 0.0
        self.close_tunnels(POLICY_VIOLATION, "session-ended")
