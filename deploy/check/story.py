# ruff: noqa: INP001, T201 - part of a script
"""The story of tests-contract, told to the containers."""

import importlib.util
import inspect
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import httpx

TESTS = Path(__file__).parents[2] / "tests-contract"
#: These reach into a machine where the suite runs without containers: its shared clock.
NOT_HERE = {"test_the_legal_clock_of_a_licence_runs_from_30_april_to_1_june"}


class Running(Protocol):
    """A suite that runs somewhere."""

    url: str

    def service_url(self, service: str) -> str:
        """Return where one part of it can be reached."""
        ...


def load(name: str) -> ModuleType:
    """Return a module of tests-contract."""
    spec = importlib.util.spec_from_file_location(name, TESTS / f"{name}.py")
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


class City:
    """The containers in the place of the suite that the tests start themselves."""

    def __init__(self, running: Running, browser: Any) -> None:
        self.url = running.url
        self.suite = self
        self._running, self._browser = running, browser
        self.browsers: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"{name} is not to be had in containers")

    def browser(self) -> Any:
        """Return somebody with a browser."""
        self.browsers.append(self._browser(self))
        return self.browsers[-1]

    def resident(self, persona: str) -> Any:
        """Return a resident who has signed on."""
        return self.browser().sign_on(persona)

    def staff(self, persona: str) -> Any:
        """Return a member of staff who has signed on."""
        return self.browser().sign_on_as_staff(persona)

    def source(self, name: str, *, off: bool) -> None:
        """Switch one of the simulated sources off or on."""
        url = f"{self._running.service_url('sources')}/_sim/switch/{name}"
        httpx.post(url, json={"off": off}).raise_for_status()


class Suite:
    """Where the parts are, as the tests ask for it."""

    def __init__(self, running: Running) -> None:
        self.url = running.service_url


def walk(running: Running) -> dict[str, str]:
    """Run every test of the story that can be run; return what became of each."""
    conftest, story = load("conftest"), load("test_story")
    city = City(running, conftest.Browser)
    city.suite = Suite(running)  # type: ignore[assignment]
    said: dict[str, str] = {}
    for name, test in inspect.getmembers(story, inspect.isfunction):
        if not name.startswith("test_") or name in NOT_HERE:
            continue
        given = {"city": city, "patience": conftest.eventually}
        try:
            test(**{wanted: given[wanted] for wanted in inspect.signature(test).parameters})
        except Exception as failure:  # noqa: BLE001 - the next part of the story is told all the same
            traceback.print_exc()
            said[name] = f"failed: {type(failure).__name__}: {str(failure)[:300]}"
        else:
            said[name] = "passed"
        print(f"    {said[name][:60]}  {name}", flush=True)
    for browser in city.browsers:
        browser.http.close()
    return said
