"""People with real browsers: Debian's Chromium, driven through the pages of the running suite."""

import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect, sync_playwright

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}
SLOW = 20_000  # ms; two cores may have two suites to carry
WINDOWS = pytest.StashKey[list["Window"]]()


class Window:
    """One browser of its own: nobody else's cookies, one page that is looked at."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.page: Page = context.new_page()
        self._context = context
        self._home = home
        self.broken: list[str] = []
        context.on("weberror", lambda found: self.broken.append(str(found.error)))

    def go(self, path: str) -> "Window":
        self.page.goto(path)
        return self

    def find(self, name: str, **data: str) -> Locator:
        """What the pages call `name`; `case="…"` narrows it to the one with that data."""
        attributes = "".join(f'[data-{key}="{value}"]' for key, value in data.items())
        return self.page.locator(f'[data-testid="{name}"]{attributes}')

    def click(self, name: str, **data: str) -> "Window":
        self.find(name, **data).click()
        return self

    def fill(self, **answers: str | bool) -> "Window":
        """Answer a form: text into fields, a choice from lists, a tick where `True` stands."""
        for name, answer in answers.items():
            field = self.find(f"input-{name}")
            if answer is True:
                field.check()
            elif field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(label=str(answer))
            else:
                field.fill(str(answer))
        return self

    def sees(self, name: str, words: str = "", **data: str) -> Locator:
        """Wait until `name` is on the page and says `words`."""
        found = self.find(name, **data)
        expect(found.first).to_be_visible()
        if words:
            expect(found.first).to_contain_text(words)
        return found

    def sign_on(self, persona: str, return_to: str = "/") -> "Window":
        """Sign on as a resident, on the provincial app's own page."""
        self.go(f"/api/gateway/v1/sso/provincial/login?return_to={return_to}")
        return self.choose_person(persona)

    def choose_person(self, persona: str) -> "Window":
        self.page.locator(f'[data-persona="{persona}"]').click()
        self.page.wait_for_url(lambda url: url.startswith(self._home) and "/api/" not in url)
        return self

    def scan_code(self, persona: str) -> "Window":
        """Sign on to the workbench: the code on the screen, a phone that scans and confirms it."""
        self.go("/workbench/").click("sign-on")
        with self._context.expect_page() as opened:
            self.page.locator(f'[data-persona="{persona}"]').click()
        opened.value.locator('[data-action="confirm"]').click()
        self.page.wait_for_url("**/workbench/**")
        return self


Take = Callable[..., Window]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(request: pytest.FixtureRequest, chromium: Browser, city: Any) -> Iterator[Take]:
    """Open one more browser; a script that broke on any page fails the test."""
    windows = request.node.stash[WINDOWS] = []
    expect.set_options(timeout=SLOW)

    def one_more(size: ViewportSize, **options: Any) -> Window:
        context = chromium.new_context(base_url=city.url, viewport=size, locale="zh-CN", **options)
        context.set_default_timeout(SLOW)
        windows.append(Window(context, city.url))
        return windows[-1]

    yield one_more
    for window in windows:
        window.page.context.close()
    assert [error for window in windows for error in window.broken] == []


@pytest.fixture
def phone(opened: Take) -> Take:
    """Take out one more telephone."""
    return lambda **options: opened(PHONE, has_touch=True, is_mobile=True, **options)


@pytest.fixture
def desk(opened: Take) -> Take:
    """Sit down at one more desk."""
    return lambda: opened(DESK)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep what was on the screens when a test failed, and say where."""
    report = yield
    if report.when == "call" and report.failed:
        folder = Path(tempfile.mkdtemp(prefix="sanzhi-screens-"))
        windows = item.stash.get(WINDOWS, None) or []
        for number, window in enumerate(windows):
            window.page.screenshot(path=folder / f"{number}.png", full_page=True)
        report.sections.append(("Screens", str(folder)))
    return report
