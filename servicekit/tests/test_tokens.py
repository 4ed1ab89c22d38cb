"""Who is calling: the gateway's keys, fetched when they are first needed."""

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
import pytest

from servicekit.testing import Gateway
from servicekit.tokens import Tokens


@pytest.fixture
def keys_url(gateway: Gateway) -> Iterator[str]:
    """Publish the gateway's keys on a free port, and count who asks for them."""
    body = orjson.dumps(gateway.keys)

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


async def test_requests_that_wait_for_the_first_fetch_of_keys_are_let_in_too(
    gateway: Gateway, keys_url: str
) -> None:
    tokens = Tokens(None, keys_url)
    headers = [gateway.person(f"p{number}")["authorization"] for number in range(5)]

    callers = await asyncio.gather(*(tokens.caller(header.removeprefix("Bearer ")) for header in headers))

    assert [caller and caller.subject for caller in callers] == ["p0", "p1", "p2", "p3", "p4"]
