"""The whole suite as its users meet it: started by its own command, spoken to over HTTP only."""

import asyncio
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from sanzhi_cli.home import Home
from sanzhi_cli.ports import Ports
from sanzhi_cli.suite import Suite
from servicekit.db import connect

#: Suites that live as long as their group of tests.
LIVING: list["City"] = []
FORM = {"amount": 3000, "bank": "台州银行", "bank_card": "6222021001116245702", "statement": True}


class Browser:
    """Somebody with a browser: cookies, redirects, and an Origin on what it sends."""

    def __init__(self, city: "City") -> None:
        self.city = city
        self.http = httpx.Client(base_url=city.url, timeout=15, headers={"origin": city.url})

    def send(self, method: str, url: str, **options: Any) -> httpx.Response:
        # Browsers send Secure cookies to the loopback over plain HTTP; this client must be told.
        for cookie in self.http.cookies.jar:
            cookie.secure = False
        answer = self.http.request(method, url, **options)
        for cookie in self.http.cookies.jar:
            cookie.secure = False
        return answer

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.send("GET", f"/api{path}", **options)

    def post(self, path: str, body: Any = None, **options: Any) -> httpx.Response:
        return self.send("POST", f"/api{path}", json={} if body is None else body, **options)

    def follow(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Go where redirects lead."""
        for _ in range(10):
            answer = self.send(method, url, **options)
            if answer.status_code not in {301, 302, 303, 307}:
                return answer
            url, method, options = str(answer.url.join(answer.headers["location"])), "GET", {}
        raise AssertionError(f"redirected for ever: {url}")

    def sign_on(self, persona: str) -> "Browser":
        """Sign on through the provincial app's own page."""
        page = self.follow("GET", "/api/gateway/v1/sso/provincial/login?return_to=/")
        form = re.search(r'<form[^>]*method="post"[^>]*action="([^"]*)"', page.text, re.IGNORECASE)
        button = re.search(rf'<button([^>]*data-persona="{persona}"[^>]*)>', page.text)
        assert form, page.text[:500]
        assert button, page.text[:500]
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        fields |= [re.search(r'name="([^"]+)" value="([^"]+)"', button.group(1)).groups()]  # type: ignore[union-attr]
        self.follow("POST", str(page.url.join(form.group(1).replace("&amp;", "&"))), data=fields)
        assert self.get("/gateway/v1/me").json()["kind"] == "person"
        return self

    def sign_on_as_staff(self, persona: str) -> "Browser":
        """Sign on by the staff platform's code, as its scan page hands it out."""
        # A suite that has just started on a busy machine may ask to come again.
        begun = eventually(self._begin_as_staff, within=20)
        wanted = httpx.URL(begun.headers["location"])
        given = httpx.post(
            f"{self.city.suite.url('staff')}/_sim/codes",
            json={"persona": persona, "client_id": wanted.params["client_id"]},
        )
        back = httpx.URL(wanted.params["redirect_uri"]).copy_merge_params(
            {"code": given.json()["code"], "state": wanted.params["state"]}
        )
        self.follow("GET", str(back))
        assert self.get("/gateway/v1/me").json()["kind"] == "staff"
        return self

    def _begin_as_staff(self) -> httpx.Response | None:
        answer = self.send("GET", "/api/gateway/v1/sso/staff/login?return_to=/workbench/")
        return answer if "location" in answer.headers else None

    def apply(self, item_id: str = "331002-gjj-29", form: Any = None) -> dict[str, Any]:
        """File an application and return its receipt."""
        answer = self.post("/filing/v1/cases", {"item_id": item_id, "form": form or FORM, "channel": "app"})
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt


class City:
    """One running suite."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.home = Home(folder / "data")
        self._arguments = arguments
        self.port = Ports(random.randrange(20_000, 30_000)).next()
        self.process: subprocess.Popen[str] | None = None
        self._browsers: list[Browser] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def suite(self) -> Suite:
        run = self.home.run()
        return Suite(self.home, run["ports"], run["kafka"])

    def start(self) -> "City":
        command = [sys.executable, "-m", "sanzhi_cli", "--data", str(self.home.folder), "up"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port), *self._arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "is ready after" in line:
                return self
        raise AssertionError("".join(said))

    def stop(self) -> None:
        for browser in self._browsers:
            browser.http.close()
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)  # a runner in the background ignores SIGINT
            self.process.communicate(timeout=180)

    def set_clock(self, moment: datetime | None) -> None:
        """Move every service's clock to a moment, or back to the present."""
        shift = (moment - datetime.now(UTC)).total_seconds() if moment else 0
        self.home.clock_offset.write_text(str(shift))
        time.sleep(0.25)  # a clock looks at the file five times a second

    def browser(self) -> Browser:
        self._browsers.append(Browser(self))
        return self._browsers[-1]

    def resident(self, persona: str) -> Browser:
        return self.browser().sign_on(persona)

    def staff(self, persona: str) -> Browser:
        return self.browser().sign_on_as_staff(persona)

    def ask(self, database: str, query: str) -> list[Any]:
        """Return what a database answers: what no address tells."""

        async def rows() -> list[Any]:
            engine, sessions = connect(self.suite.database_url(database))
            try:
                async with sessions() as session:
                    return list((await session.execute(text(query))).all())
            finally:
                await engine.dispose()

        return asyncio.run(rows())

    def source(self, name: str, *, off: bool) -> None:
        """Switch one of the simulated sources off or on."""
        httpx.post(f"{self.suite.url('sources')}/_sim/switch/{name}", json={"off": off}).raise_for_status()


def eventually(true: Callable[[], Any], within: float = 2.0) -> Any:
    """Return the first truthy result, or fail when it takes longer."""
    deadline = time.monotonic() + within
    while True:
        if found := true():
            return found
        assert time.monotonic() < deadline, f"not so within {within} s"
        time.sleep(0.05)


@pytest.fixture(scope="session")
def patience() -> Callable[..., Any]:
    return eventually


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give more time to those who wait for a whole suite to start: two of them share two cores."""
    for item in items:
        waits = {"city", "shaken", "start_city"}.intersection(getattr(item, "fixturenames", ()))
        if waits and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(400))


def group_of(item: pytest.Item) -> object:
    marker = item.get_closest_marker("xdist_group")
    return marker.args if marker else None


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Stop suites after the last test of their group: one that idles still takes time from all others."""
    if nextitem is None or group_of(nextitem) != group_of(item):
        for city in LIVING:
            city.stop()
        LIVING.clear()


def running(*arguments: str) -> Iterator[City]:
    with tempfile.TemporaryDirectory(prefix="sanzhi-story-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        city = City(folder, *arguments)
        LIVING.append(city)
        try:
            yield city.start()
        finally:
            city.stop()


@pytest.fixture(
    scope="session",
    params=[
        pytest.param("log", marks=pytest.mark.xdist_group("suite-log")),
        pytest.param("kafka", marks=pytest.mark.xdist_group("suite-kafka")),
    ],
)
def city(request: pytest.FixtureRequest) -> Iterator[City]:
    """The suite on the durable log, and once more on Kafka."""
    arguments = ("--kafka", request.getfixturevalue("kafka")) if request.param == "kafka" else ()
    yield from running(*arguments)


@pytest.fixture(scope="session")
def start_city() -> Callable[..., City]:
    """Start a suite in a folder; the caller stops it."""

    def start(folder: Path, *arguments: str) -> City:
        return City(folder, *arguments).start()

    return start
