"""The portal: one document of all services, and a page that needs no other site."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from gateway.portal.service import Portal
from servicekit.testing import Gateway


def document_of(noun: str) -> dict[str, Any]:
    """Return a document that calls its things as every other service calls its own."""
    thing = {"type": "object", "properties": {"owner": {"$ref": "#/components/schemas/Owner"}}, "title": noun}
    answer = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
    listed = {"operationId": "list_things", "tags": ["things"], "responses": {"200": answer}}
    choice = {
        "oneOf": [],
        "discriminator": {"mapping": {"a": "#/components/schemas/Thing"}, "propertyName": "k"},
    }
    return {
        "openapi": "3.1.0",
        "paths": {"/v1/things": {"get": listed}},
        "components": {"schemas": {"Thing": thing, "Owner": {"type": "string"}, "Choice": choice}},
    }


class Desk(BaseHTTPRequestHandler):
    answers: dict[str, tuple[int, bytes]]
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        status, body = self.answers[self.path]
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def desk() -> Iterator[Any]:
    """Somebody who answers for two services."""
    found = {f"/{name}/openapi.json": (200, json.dumps(document_of(name)).encode()) for name in ("a", "b")}
    handler = type("OneDesk", (Desk,), {"answers": found, "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    handler.url = f"http://127.0.0.1:{server.server_port}"  # type: ignore[attr-defined]
    yield handler
    server.shutdown()
    server.server_close()


@pytest.fixture
def portal(app: FastAPI, desk: Any) -> Callable[..., Portal]:
    def of(**upstreams: str) -> Portal:
        app.state.portal = Portal(app.state.http, upstreams, app.openapi)
        return app.state.portal

    return of


async def test_the_services_are_joined_under_the_doors_addresses(
    client: httpx.AsyncClient, gateway: Gateway, portal: Callable[..., Portal], desk: Any
) -> None:
    portal(**{"svc-alpha": f"{desk.url}/a", "svc-beta": f"{desk.url}/b/", "gateway": f"{desk.url}/nowhere"})

    shown = (await client.get("/v1/openapi.json", headers=gateway.visitor)).json()

    assert {"/api/alpha/v1/things", "/api/beta/v1/things", "/api/gateway/v1/me"} <= shown["paths"].keys()
    schemas = shown["components"]["schemas"]
    assert (schemas["alpha.Thing"]["title"], schemas["beta.Thing"]["title"]) == ("a", "b")
    assert schemas["alpha.Thing"]["properties"]["owner"] == {"$ref": "#/components/schemas/alpha.Owner"}
    assert schemas["beta.Choice"]["discriminator"]["mapping"] == {"a": "#/components/schemas/beta.Thing"}
    assert shown["paths"]["/api/alpha/v1/things"]["get"]["operationId"] == "alpha.list_things"
    assert shown["x-unavailable"] == []


async def test_every_reference_of_the_joined_document_leads_somewhere(
    client: httpx.AsyncClient, gateway: Gateway, portal: Callable[..., Portal], desk: Any
) -> None:
    portal(**{"svc-alpha": f"{desk.url}/a"})

    text = (await client.get("/v1/openapi.json", headers=gateway.visitor)).text

    shown = json.loads(text)
    names = {
        operation["operationId"]
        for item in shown["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict)
    }
    assert len(names) == sum(len(item) for item in shown["paths"].values())
    for section, name in re.findall(r'"#/components/([a-zA-Z]+)/([^"]+)"', text):
        assert name in shown["components"][section]


async def test_the_document_is_kept_for_a_while(
    client: httpx.AsyncClient, gateway: Gateway, portal: Callable[..., Portal], desk: Any
) -> None:
    portal(**{"svc-alpha": f"{desk.url}/a"})

    for _ in range(3):
        await client.get("/v1/openapi.json", headers=gateway.visitor)

    assert desk.asked == ["/a/openapi.json"]


@pytest.mark.parametrize(
    "odd",
    [(500, b""), (200, b"<html>"), (200, b"[]"), (200, b'{"paths": 7}')],
    ids=["500", "html", "list", "odd"],
)
async def test_a_service_that_is_away_is_named_and_asked_again(
    client: httpx.AsyncClient,
    gateway: Gateway,
    portal: Callable[..., Portal],
    desk: Any,
    odd: tuple[int, bytes],
) -> None:
    good = desk.answers["/b/openapi.json"]
    desk.answers["/b/openapi.json"] = odd
    portal(**{"svc-alpha": f"{desk.url}/a", "svc-beta": f"{desk.url}/b"})

    without = (await client.get("/v1/openapi.json", headers=gateway.visitor)).json()
    desk.answers["/b/openapi.json"] = good
    again = (await client.get("/v1/openapi.json", headers=gateway.visitor)).json()

    assert without["x-unavailable"] == ["beta"]
    assert "/api/alpha/v1/things" in without["paths"]
    assert again["x-unavailable"] == []
    assert "/api/beta/v1/things" in again["paths"]


async def test_the_page_fetches_nothing_from_elsewhere(client: httpx.AsyncClient, gateway: Gateway) -> None:
    page = await client.get("/v1/docs", headers=gateway.visitor)
    parts = [
        await client.get(f"/v1/{part}", headers=gateway.visitor)
        for part in re.findall(r'(?:src|href)="(docs/[^"]+)"', page.text)
    ]

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert [part.status_code for part in parts] == [200, 200]
    everything = page.text + "".join(part.text for part in parts)
    assert "//" not in re.sub(r"^\s*// .*$", "", everything, flags=re.MULTILINE)
    assert not re.search(r"<script>|<style>|\bon[a-z]+=|innerHTML|eval\(", everything)


async def test_only_the_parts_of_the_page_are_served(client: httpx.AsyncClient, gateway: Gateway) -> None:
    for part in ("reader.html", "..%2Frouter.py", "passwd"):
        assert (await client.get(f"/v1/docs/{part}", headers=gateway.visitor)).status_code in {404, 422}
