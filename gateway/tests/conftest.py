"""What the gateway's tests need: the providers' simulators, and browsers before a door."""

import json
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from gateway.main import service as gateway_service
from gateway.sessions.models import SignedOn
from gateway.sessions.rules import COOKIE, hash_of
from gateway.sso.provincial import Provincial
from gateway.sso.wiring import Providers
from gateway.tokens import SigningKeys
from servicekit import Service
from servicekit.clock import utc_now
from servicekit.db import SessionMaker
from servicekit.testing import Gateway, StoppedClock

ORIGIN = "https://sanzhi.test"
API = "/api/gateway"
PROVINCIAL = {
    "name": "三智政务服务",
    "servicecode": "sanzhi",
    "servicepwd": secrets.token_hex(16),
    "callback": f"{ORIGIN}{API}/v1/sso/provincial/callback",
    "callback_method": "GET",
    "redirect_origins": [],
    "access_key": f"BCDSGA_{secrets.token_hex(16)}",
    "secret_key": secrets.token_hex(16),
    "app_id": "2002000001",
    "forbidden_routes": [],
    "project_id": secrets.token_hex(8),
    "project_secret": secrets.token_hex(16),
}
BY_FORM = {**PROVINCIAL, "servicecode": "sanzhi-form", "callback_method": "POST"} | {
    name: secrets.token_hex(16) for name in ("servicepwd", "access_key", "app_id", "project_id")
}
STAFF = {
    "name": "三智工作台",
    "client_id": "sanzhi_dingoa",
    "app_key": f"sanzhi-{secrets.token_hex(8)}",
    "app_secret": secrets.token_hex(20),
    "redirect_uris": [f"{ORIGIN}{API}/v1/sso/staff/callback"],
}


@dataclass(frozen=True)
class Simulator:
    """A provider outside, a program of its own."""

    url: str
    http: httpx.Client

    def tell(self, path: str, **said: Any) -> Any:
        """Post to the simulator's own controls and return the answer."""
        answer = self.http.post(f"{self.url}/_sim/{path}", json=said)
        answer.raise_for_status()
        return answer.json()

    def change(self, path: str, **said: Any) -> None:
        """Change somebody there."""
        self.http.patch(f"{self.url}/_sim/{path}", json=said).raise_for_status()

    def ticket(self, persona: str, servicecode: str = "sanzhi") -> str:
        """Return a ticket without the pages."""
        return str(self.tell("tickets", persona=persona, servicecode=servicecode)["ticket"])

    def code(self, kind: str, persona: str) -> str:
        """Return a code of the staff platform without the pages: `codes` or `auth_codes`."""
        return str(next(iter(self.tell(kind, persona=persona, client_id="sanzhi_dingoa").values())))


@contextmanager
def running(name: str, settings: dict[str, Any], folder: Path) -> Iterator[Simulator]:
    file = folder / f"{name}.json"
    file.write_text(json.dumps(settings, ensure_ascii=False))
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        port = finder.getsockname()[1]
    command = [sys.executable, "-m", f"simulators.{name}", "--host", "127.0.0.1"]
    process = subprocess.Popen([*command, "--port", str(port), "--config", str(file)])
    url = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(trust_env=False) as http:
            wait_for(http, url, process)
            yield Simulator(url, http)
    finally:
        process.terminate()
        process.wait(10)


def wait_for(http: httpx.Client, url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 20
    while process.poll() is None:
        try:
            if http.get(f"{url}/livez").status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline, f"{url} does not answer"
        time.sleep(0.05)
    pytest.fail("the simulator has ended")


@pytest.fixture(scope="session")
def provincial_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    folder = tmp_path_factory.mktemp("provincial")
    with running("provincial", {"applications": [PROVINCIAL, BY_FORM]}, folder) as simulator:
        yield simulator


@pytest.fixture(scope="session")
def staff_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with running("staff", {"applications": [STAFF]}, tmp_path_factory.mktemp("staff")) as simulator:
        yield simulator


@pytest.fixture
def province(provincial_program: Simulator) -> Iterator[Simulator]:
    """The provincial sign-on, as at its start."""
    yield provincial_program
    provincial_program.tell("reset")


@pytest.fixture
def staff_platform(staff_program: Simulator) -> Iterator[Simulator]:
    """The staff platform, as at its start."""
    yield staff_program
    staff_program.tell("reset")


@pytest.fixture(scope="session")
def service() -> Service:
    return gateway_service


@pytest.fixture(scope="session")
def signing_key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("keys") / "gateway.json"
    SigningKeys.make(file)
    return file


@pytest.fixture(scope="session")
def service_keys_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys") / "services.json"


@pytest.fixture(scope="session")
def extra_settings(
    provincial_program: Simulator, staff_program: Simulator, signing_key_file: Path, service_keys_file: Path
) -> dict[str, Any]:
    keys = ("servicecode", "servicepwd", "access_key", "secret_key", "app_id", "project_id", "project_secret")
    return {
        "public_url": ORIGIN,
        "provincial_url": provincial_program.url,
        "staff_url": staff_program.url,
        "signing_keys_file": signing_key_file,
        "service_keys_file": service_keys_file,
        **{f"provincial_{key}": PROVINCIAL[key] for key in keys},
        **{f"staff_{key}": STAFF[key] for key in ("client_id", "app_key", "app_secret")},
    }


class Doorkeeper(httpx.AsyncBaseTransport):
    """Does before the service what the door does: finds the session, signs a token, keeps the cookie back."""

    def __init__(self, app: FastAPI, sessions: SessionMaker, gateway: Gateway) -> None:
        self._service = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._sessions = sessions
        self._gateway = gateway

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        cookies = dict(pair.split("=", 1) for pair in request.headers.get("cookie", "").split("; ") if pair)
        bearer = request.headers.pop("authorization", "").removeprefix("Bearer ")
        token = bearer or cookies.pop(COOKIE, "")
        request.headers.pop("cookie", None)
        if cookies:
            request.headers["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        request.headers.update(await self._principal(token))
        path = request.url.raw_path.decode().removeprefix(API)
        request.url = request.url.copy_with(raw_path=path.encode())
        return await self._service.handle_async_request(request)

    async def _principal(self, token: str) -> dict[str, str]:
        async with self._sessions() as session:
            found = await session.scalar(select(SignedOn).where(SignedOn.token_hash == hash_of(token)))
        if found is None or found.ended_at is not None:
            return self._gateway.visitor
        claims = found.claims
        more = {"sid": str(found.id)}
        return self._gateway.header(
            claims["sub"], kind=claims["knd"], level=claims["lvl"], grants=claims["grants"], **more
        )


def sent_to(answer: httpx.Response) -> tuple[str, dict[str, str]]:
    """Return where an answer sends a browser, and with which parameters."""
    target, _, query = answer.headers["location"].partition("?")
    return target, dict(parse_qsl(query))


@dataclass
class Browser:
    """Somebody at a screen, who follows redirects by hand to see each step."""

    http: httpx.AsyncClient
    steps: list[httpx.Response] = field(default_factory=list)

    async def get(self, path: str, **params: str) -> httpx.Response:
        """Open an address of ours."""
        return self._kept(await self.http.get(f"{ORIGIN}{API}{path}", params=params or None))

    async def post(self, path: str, **options: Any) -> httpx.Response:
        """Post to an address of ours."""
        return self._kept(await self.http.post(f"{ORIGIN}{API}{path}", **options))

    async def open(self, url: str) -> httpx.Response:
        """Open any address, ours or a provider's."""
        return self._kept(await self.http.get(url))

    async def press(self, page: httpx.Response, **marks: str) -> httpx.Response:
        """Press the button that carries `data-…` marks: submit its form, or follow its link."""
        found = Buttons(marks)
        found.feed(page.text)
        assert found.target is not None, f"no button {marks} on {page.url}"
        method, action, fields = found.target
        url = urljoin(str(page.url), action)
        if method == "post":
            return self._kept(await self.http.post(url, data=fields))
        return self._kept(await self.http.get(url, params=fields or None))

    async def follow(self, answer: httpx.Response) -> httpx.Response:
        """Go where an answer sends the browser."""
        return await self.open(urljoin(str(answer.url), answer.headers["location"]))

    def _kept(self, answer: httpx.Response) -> httpx.Response:
        self.steps.append(answer)
        return answer

    sent_to = staticmethod(sent_to)

    @property
    def is_signed_on(self) -> bool:
        """Whether the browser holds a session."""
        return bool(self.http.cookies.get(COOKIE))


class Buttons(HTMLParser):
    """Finds what a button does."""

    def __init__(self, marks: dict[str, str]) -> None:
        super().__init__()
        self._marks = {f"data-{name}": value for name, value in marks.items()}
        self._form: tuple[str, str, dict[str, str]] | None = None
        self.target: tuple[str, str, dict[str, str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = (said.get("method", "get").lower(), said.get("action", ""), {})
        if self._form and tag == "input":
            self._form[2][said["name"]] = said.get("value", "")
        if not self._marks.items() <= said.items():
            return
        if tag == "a":
            self.target = ("get", said["href"], {})
        elif self._form:
            pressed = {said["name"]: said.get("value", "")} if said.get("name") else {}
            self.target = (self._form[0], said.get("formaction") or self._form[1], self._form[2])
            self.target[2].update(pressed)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


@pytest.fixture
def app_at_the_wall_clock(app: FastAPI, clock: StoppedClock) -> FastAPI:
    """The service whose sessions live by the tests' clock."""
    app.state.wall_clock = clock
    return app


@pytest.fixture
def by_form(app_at_the_wall_clock: FastAPI, settings_of: Callable[..., Any], database_url: str) -> None:
    """Let the province hand tickets over by a form."""
    app = app_at_the_wall_clock
    own = {f"provincial_{key}": BY_FORM[key] for key in ("servicecode", "servicepwd", "access_key", "app_id")}
    provincial = Provincial(app.state.http, settings_of(database_url, **own), utc_now)
    app.state.providers = Providers(provincial, app.state.providers.staff)


class Reach(httpx.AsyncBaseTransport):
    """A network on which our own origin leads to the door and everything else to where it is."""

    def __init__(self, door: Doorkeeper) -> None:
        self._door = door
        self._outside = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        is_ours = str(request.url).startswith(ORIGIN)
        return await (self._door if is_ours else self._outside).handle_async_request(request)

    async def aclose(self) -> None:
        await self._outside.aclose()


@pytest.fixture
async def new_browser(
    app_at_the_wall_clock: FastAPI, sessions: SessionMaker, gateway: Gateway
) -> AsyncIterator[Callable[[], Browser]]:
    """Browsers that know nothing of each other."""
    opened: list[httpx.AsyncClient] = []

    def new() -> Browser:
        door = Doorkeeper(app_at_the_wall_clock, sessions, gateway)
        headers = {"user-agent": "Sanzhi test browser", "accept-language": "zh"}
        opened.append(httpx.AsyncClient(transport=Reach(door), headers=headers))
        return Browser(opened[-1])

    yield new
    for http in opened:
        await http.aclose()


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    """One browser."""
    return new_browser()


@pytest.fixture
def sign_on(province: Simulator) -> Callable[..., Any]:
    """Sign a resident on through the pages, up to the redirect back into our site."""

    async def through_the_pages(browser: Browser, persona: str, **params: str) -> httpx.Response:
        sent = await browser.get("/v1/sso/provincial/login", **params)
        page = await browser.follow(sent)
        back = await browser.press(page, persona=persona)
        return await browser.follow(back)

    return through_the_pages


@pytest.fixture
def staff_signs_on(staff_platform: Simulator) -> Callable[..., Any]:
    """Sign a member of staff on with a code that the platform hands out."""

    async def by_scan(browser: Browser, persona: str, **params: str) -> httpx.Response:
        sent = await browser.get("/v1/sso/staff/login", **params)
        _, asked = sent_to(sent)
        state = asked["state"]
        return await browser.get(
            "/v1/sso/staff/callback", code=staff_platform.code("codes", persona), state=state
        )

    return by_scan
