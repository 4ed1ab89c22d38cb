"""The same hand-written client to the service behind three servers, without any policy: what each server costs.

`granian --interface asgi bare:app`, `uvicorn bare:app`, or `python bare.py PORT` for a plain asyncio.Protocol.
The service's port comes from BARE_SERVICE.
"""

import asyncio
import os
import sys

import httptools
import uvloop

SERVICE = ("127.0.0.1", int(os.environ["BARE_SERVICE"]))
KEPT_IN = frozenset(b"host connection keep-alive transfer-encoding te upgrade".split())
KEPT_BACK = frozenset(b"connection keep-alive transfer-encoding server".split())
free = []


class Carrier(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.parser = httptools.HttpResponseParser(self)

    def ask(self, data, done):
        self.headers, self.body, self.done = [], [], done
        self.transport.write(data)

    def data_received(self, data):
        self.parser.feed_data(data)

    def on_header(self, name, value):
        self.headers.append((name.lower(), value))

    def on_body(self, data):
        self.body.append(data)

    def on_message_complete(self):
        free.append(self)
        self.done(
            self.parser.get_status_code(),
            [pair for pair in self.headers if pair[0] not in KEPT_BACK],
            b"".join(self.body),
        )


async def carrier():
    if free:
        return free.pop()
    _, made = await asyncio.get_running_loop().create_connection(Carrier, *SERVICE)
    return made


def head(method, target, headers):
    parts = [method, b" ", target, b" HTTP/1.1\r\nhost: x\r\n"]
    for name, value in headers:
        if name not in KEPT_IN:
            parts += (name, b": ", value, b"\r\n")
    return b"".join((*parts, b"\r\n"))


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    answered = asyncio.get_running_loop().create_future()
    request = head(scope["method"].encode(), scope["raw_path"], scope["headers"])
    (await carrier()).ask(request, lambda *answer: answered.set_result(answer))
    status, headers, body = await answered
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Client(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.parser = httptools.HttpRequestParser(self)

    def data_received(self, data):
        self.parser.feed_data(data)

    def on_message_begin(self):
        self.headers, self.target = [], b""

    def on_url(self, url):
        self.target += url

    def on_header(self, name, value):
        self.headers.append((name.lower(), value))

    def on_message_complete(self):
        request = head(self.parser.get_method(), self.target, self.headers)
        if free:
            free.pop().ask(request, self.answer)
        else:
            self.dialling = asyncio.ensure_future(self.dial(request))

    async def dial(self, request):
        (await carrier()).ask(request, self.answer)

    def answer(self, status, headers, body):
        if self.transport.is_closing():
            return
        lines = [b"%s: %s\r\n" % pair for pair in headers]
        self.transport.write(b"".join((b"HTTP/1.1 %d OK\r\n" % status, *lines, b"\r\n", body)))


async def main(port):
    server = await asyncio.get_running_loop().create_server(Client, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
