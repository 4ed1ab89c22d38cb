"""How much one caller may ask for: a rate by GCRA, and a number of requests at the same time."""

import math
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from gateway.proxy.errors import TooManyRequests


@dataclass(frozen=True)
class Rate:
    """So many requests a second in the long run, and so many at once after a rest."""

    name: str
    per_second: float
    burst: int

    @property
    def policy(self) -> bytes:
        """The rate as `RateLimit-Policy` says it (draft-ietf-httpapi-ratelimit-headers)."""
        window = max(1, math.ceil(self.burst / self.per_second))
        return b'ratelimit-policy: "%s";q=%d;w=%d\r\n' % (self.name.encode(), self.burst, window)


class Limiter:
    """Keeps one rate for every key, each in one number.

    The number is the moment at which the key's bucket will be full again; a request
    moves it by one interval (GCRA, ATM Forum TM 4.0 section 4.4.3).
    """

    def __init__(self, rate: Rate) -> None:
        self.rate = rate
        self.policy = rate.policy
        self._interval = 1 / rate.per_second
        self._tolerance = rate.burst * self._interval
        self._full_at: dict[str, float] = {}

    def take(self, key: str, now: float) -> int:
        """Count one request of `key` and return how many more it could make at once.

        Raises:
            TooManyRequests: the key has none left; it says when it will have one.

        """
        full_at = self._full_at.get(key, now)
        full_at = max(full_at, now)
        full_at += self._interval
        spare = self._tolerance - (full_at - now)
        if spare < 0:
            raise TooManyRequests(retry_after=math.ceil(-spare))
        self._full_at[key] = full_at
        return int(spare * self.rate.per_second)

    def forget(self, now: float) -> None:
        """Drop the keys whose buckets are full: they are as if they had never asked."""
        for key in [key for key, full_at in self._full_at.items() if full_at < now]:
            del self._full_at[key]


class Concurrency:
    """Counts what is under way for each key."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._under_way: dict[str, int] = {}

    def enter(self, key: str) -> bool:
        """Count one more, unless the key has as many as it may."""
        count = self._under_way.get(key, 0)
        if count >= self.most:
            return False
        self._under_way[key] = count + 1
        return True

    def leave(self, key: str) -> None:
        """Count one less."""
        count = self._under_way[key]
        if count == 1:
            del self._under_way[key]
        else:
            self._under_way[key] = count - 1


class Addresses:
    """Tells which address a request comes from.

    Without trusted proxies that is the socket's peer. With them it is the right-most
    hop of `X-Forwarded-For` that is not one of them (oauth2-proxy #3478 took the left-most).
    """

    def __init__(self, trusted: tuple[str, ...]) -> None:
        self._trusted = [ip_network(network) for network in trusted]

    def trusts(self, peer: str) -> bool:
        """Tell whether `peer` is a proxy of ours."""
        return bool(self._trusted) and self._is_trusted(peer)

    def of(self, peer: str, forwarded_for: bytes) -> str:
        """Return the address of the client behind the trusted peer."""
        for hop in reversed(forwarded_for.decode("latin-1").split(",")):
            address = hop.strip()
            try:
                if not self._is_trusted(address):
                    return address
            except ValueError:
                break
            peer = address
        return peer

    def _is_trusted(self, address: str) -> bool:
        parsed = ip_address(address)
        return any(parsed in network for network in self._trusted)


def neighbourhood(address: str) -> str:
    """Return what the rate of an address is counted for: itself, or its IPv6 /64."""
    if ":" not in address:
        return address
    return str(ip_network((address.partition("%")[0], 64), strict=False))
