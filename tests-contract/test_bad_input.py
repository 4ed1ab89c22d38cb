"""One table of everything that can be wrong; each row is answered by name, and nothing changes."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

ROWS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "bad_input.yaml").read_text(encoding="utf-8")
)
STAFF = {"city-admin", "clerk-jiaojiang", "clerk-wenling", "no-grants"}
pytestmark = pytest.mark.xdist_group("suite-bad-input")


class People:
    """Browsers of those who are in the table, signed on once, and one case of 陈波 that waits."""

    def __init__(self, city: Any, patience: Callable[..., Any]) -> None:
        self._city, self._patience = city, patience
        self._browsers: dict[str, Any] = {}
        self.case = self["chen-bo"].apply()["id"]

    def __getitem__(self, name: str) -> Any:
        if name not in self._browsers:
            browser = self._city.browser()
            if name in STAFF:
                browser.sign_on_as_staff(name)
            elif name != "visitor":
                browser.sign_on(name)
            self._browsers[name] = browser
        return self._browsers[name]

    def send(self, name: str, method: str, url: str, **options: Any) -> httpx.Response:
        """Ask as often as this table does, waiting when the door asks to come more slowly."""

        def ask() -> httpx.Response | None:
            answer: httpx.Response = self[name].send(method, url, **options)
            return None if answer.status_code == 429 else answer

        answer: httpx.Response = self._patience(ask, within=30)
        return answer

    def read(self, name: str, path: str) -> httpx.Response:
        answer = self.send(name, "GET", f"/api{path}")
        assert answer.is_success, answer.text
        return answer

    def everything(self) -> list[Any]:
        """What a row must not change."""
        item = self.read("visitor", "/catalog/v1/items/331002-gjj-29")
        lists = (
            "/filing/v1/operator/cases?limit=200",
            "/helpdesk/v1/operator/tasks",
            "/helpdesk/v1/operator/handovers",
            "/hallmetrics/v1/operator/feeds",
            "/map/v1/operator/tasks",
        )
        seen = [self.read("city-admin", path) for path in lists]
        site = self.read("visitor", "/map/v1/sites/site-02")
        since = item.headers["etag"], site.json()["changed_at"]
        return [*since, *(answer.json()["items"] for answer in seen)]


@pytest.fixture(scope="module")
def people(start_city: Any, patience: Callable[..., Any]) -> Iterator[People]:
    with tempfile.TemporaryDirectory(prefix="sanzhi-bad-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        city = start_city(folder)
        try:
            yield People(city, patience)
        finally:
            city.stop()


def send(people: People, row: dict[str, Any]) -> httpx.Response:
    method, path = row["send"].split(" ", 1)
    headers = {"accept-language": "zh", **row.get("headers", {})}
    options: dict[str, Any] = {"headers": headers}
    if "raw" in row:
        options |= {"content": row["raw"], "headers": {"content-type": "application/json"} | headers}
    elif "size" in row:
        options |= {"content": b" " * row["size"], "headers": headers | {"content-type": "application/json"}}
    elif "long" in row:
        options["json"] = {row["long"]: "长" * 5000}
    elif "json" in row:
        options["json"] = row["json"]
    return people.send(row["as"], method, "/api" + path.replace("CASE", people.case), **options)


def test_the_table_is_long_enough() -> None:
    assert len(ROWS) >= 40
    assert len({row["name"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_what_is_wrong_is_named_and_nothing_changes(people: People, row: dict[str, Any]) -> None:
    before = people.everything()

    answer = send(people, row)

    assert answer.status_code == row["status"], answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    if "type" in row:
        assert problem["type"].rpartition("/")[2] == row["type"]
    errors = problem.get("errors", [])
    if "pointer" in row:
        assert row["pointer"] in [error.get("pointer") for error in errors]
    if "parameter" in row:
        assert row["parameter"] in [error.get("parameter") for error in errors]
    if "reads" in row:
        assert row["reads"] in " ".join([problem["title"], *(error.get("zh") or "" for error in errors)])
    if "has" in row:
        assert problem[row["has"]]
    if "never" in row:
        assert row["never"] not in answer.text
    assert "Traceback" not in answer.text
    assert people.everything() == before


def test_a_providers_signed_call_91_seconds_off_is_refused(people: People) -> None:
    provincial = people["visitor"].city.suite.url("provincial")
    settings = httpx.get(f"{provincial}/_sim/config").json()["applications"][0]
    headers = {
        "X-BG-HMAC-ACCESS-KEY": settings["access_key"],
        "X-BG-HMAC-ALGORITHM": "hmac-sha256",
        "X-BG-DATE-TIME": "Thu, 01 Jan 2026 00:00:00 GMT",
        "X-BG-HMAC-SIGNATURE": "bwB0DNA1bLo0W03tpAV8jrHwfB0UxNe6CPwM4niMQtE=",
    }
    path = "/restapi/prod/IC33000020220329000008/uc/sso/getUserInfo"

    answer = httpx.post(f"{provincial}{path}", json={"token": "t"}, headers=headers)

    assert answer.status_code == 401
    assert "Clock skew" in answer.text


def test_a_credit_code_with_a_wrong_check_digit_is_taken_with_a_warning(people: People) -> None:
    form = {"business_name": "海丰货运", "scope": "道路普通货物运输", "vehicles": 2}
    case = people["lin-xiao"].apply("331002-jt-51", form | {"credit_code": "91331000MATEYT015A"})

    assert case["warnings"][0]["pointer"] == "#/form/credit_code"
