"""What the door answers itself: probes, its public keys, and the pages."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import orjson

from gateway.proxy import answers
from gateway.proxy.errors import MethodNotAllowed, NoSuchAddress
from gateway.proxy.pages import Pages
from gateway.tokens import Mint

if TYPE_CHECKING:
    from gateway.proxy.exchange import Exchange

JSON = b"content-type: application/json\r\n" + answers.DATA_POLICY
READING = frozenset({b"GET", b"HEAD"})


class Local:
    """Answers what is not below `/api/`."""

    def __init__(self, mint: Mint, pages: Pages, is_ready: Callable[[], bool]) -> None:
        self.mint = mint
        self.pages = pages
        self._is_ready = is_ready

    def answer(self, exchange: "Exchange") -> None:
        """Answer, or raise that there is nothing.

        Raises:
            NoSuchAddress: nothing is there.
            MethodNotAllowed: it can only be read.

        """
        path = exchange.path
        if path == b"/livez":
            found = (200, JSON + answers.NOT_STORED, b'{"status":"alive"}')
        elif path == b"/readyz":
            found = self._readiness()
        elif path == b"/.well-known/jwks.json":
            keys = orjson.dumps(self.mint.keys.public())
            found = (200, JSON + b"cache-control: public, max-age=60\r\n", keys)
        else:
            page = self.pages.find(path)
            if page is None:
                raise NoSuchAddress
            wishes = {name.lower(): value for name, value in exchange.headers}
            found = page.answer(wishes.get(b"accept-encoding", b""), wishes.get(b"if-none-match", b""))
        if exchange.method not in READING:
            raise MethodNotAllowed(allow="GET, HEAD")
        exchange.reply(*found)

    def _readiness(self) -> tuple[int, bytes, bytes]:
        if self._is_ready():
            return 200, JSON + answers.NOT_STORED, b'{"status":"ready"}'
        return 503, JSON + answers.NOT_STORED + b"retry-after: 1\r\n", b'{"status":"not ready"}'
