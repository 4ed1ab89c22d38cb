"""The story goes on where nobody clicks: terminals, queue machines, the staff directory."""

import base64
import hashlib
import hmac
import json
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

Patience = Callable[..., Any]
KIOSK = "kiosk-jj-01"  # round the clock, so that the hour of the test does not matter
HALL, JIAOJIANG = "site-02", "331002"
NEAR = "/map/v1/nearest?lng=121.4427&lat=28.6735&limit=100"


class Terminals:
    """Processes of `sanzhi kiosk run`, each in a folder of its own."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._folder = folder
        self.running: list[subprocess.Popen[str]] = []

    def home(self, machine: str) -> Path:
        return self._folder / machine

    def start(self, machine: str, *arguments: str) -> subprocess.Popen[str]:
        command = [
            sys.executable,
            "-m",
            "sanzhi_cli",
            "--data",
            str(self.home(machine)),
            "kiosk",
            "run",
            KIOSK,
        ]
        process = subprocess.Popen(
            [*command, "--every", "1", "--gateway", self._url, *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.running.append(process)
        return process

    def stop(self) -> None:
        for process in self.running:
            process.kill()
            process.communicate()


@pytest.fixture
def terminals(city: Any, tmp_path: Path) -> Iterator[Terminals]:
    some = Terminals(city.url, tmp_path)
    yield some
    some.stop()


def found(browser: Any, place: str) -> dict[str, Any]:
    """Return a place as the map shows it; as nothing while the map has not heard of it."""
    candidates = browser.get(NEAR).json()["candidates"]
    return next((one for one in candidates if one["id"] == place), {"is_fit": False, "wait": None})


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def last_seen(operator: Any) -> datetime:
    return moment(operator.get(f"/kiosk/v1/devices/{KIOSK}").json()["last_seen_at"])


def alarms(operator: Any) -> list[dict[str, Any]]:
    listed = operator.get("/kiosk/v1/alarms?limit=200").json()["items"]
    return [one for one in listed if one["device_id"] == KIOSK and one["kind"] == "offline"]


def test_a_terminal_that_dies_is_missed_to_the_moment_and_one_with_its_key_is_refused(
    city: Any, patience: Patience, terminals: Terminals
) -> None:
    chen, lin = city.staff("city-admin"), city.browser()
    code = chen.post("/gateway/v1/devices/enrolments", {"device_id": KIOSK, "region_code": JIAOJIANG}).json()[
        "code"
    ]
    before = len(alarms(chen))

    first = terminals.start("street", "--enrol", code)
    patience(lambda: found(lin, KIOSK)["is_fit"], within=30)
    first.kill()
    first.wait()
    raised = patience(lambda: alarms(chen)[: len(alarms(chen)) - before], within=60)[0]
    last = last_seen(chen)
    patience(lambda: not found(lin, KIOSK)["is_fit"], within=10)
    [why] = found(lin, KIOSK)["why_not"]

    terminals.start("street")
    ended = patience(
        lambda: next(
            (one for one in alarms(chen) if one["ended_at"] and one["since"] == raised["since"]), None
        ),
        within=30,
    )
    patience(lambda: found(lin, KIOSK)["is_fit"], within=10)

    # Somebody has copied the key, and sends with numbers that were used already.
    terminals.running[-1].kill()
    terminals.running[-1].wait()
    shutil.copytree(terminals.home("street"), terminals.home("thief"))
    terminals.start("street")
    copied = last_seen(chen)
    # The numbers of the street go on: a beat each second.
    patience(lambda: last_seen(chen) > copied + timedelta(seconds=3), within=30)
    thief = terminals.start("thief")

    assert (moment(raised["since"]), raised["ended_at"]) == (last, None)
    assert (why["code"], moment(why["since"])) == ("terminal_offline", last)
    assert (ended["alarm_id"], ended["duration_s"] >= 1) == (raised["alarm_id"], True)
    assert thief.wait(30) == 1
    assert thief.stderr is not None
    assert "the key is in use elsewhere" in thief.stderr.read()


class QueueMachine:
    """A hall's queue system: an application that signs every request as docs/signing.md says."""

    def __init__(self, url: str, key: str, secret: str) -> None:
        self._url, self._key, self._secret = httpx.URL(url), key, secret

    def report(self, events: list[dict[str, Any]]) -> httpx.Response:
        path, now = "/api/hallmetrics/v1/tickets", datetime.now(UTC)
        body = json.dumps({"machine": "m1", "machine_now": now.isoformat(), "events": events}).encode()
        digest, nonce, stamp = (
            hashlib.sha256(body).hexdigest(),
            secrets.token_hex(12),
            str(int(now.timestamp())),
        )
        host = self._url.netloc.decode()
        text = f"POST\n{path}\n{stamp}\n{nonce}\n{digest}\n{host}\n"
        signature = hmac.new(self._secret.encode(), text.encode(), "sha256").digest()
        headers = {
            "content-type": "application/json",
            "x-sanzhi-key": self._key,
            "x-sanzhi-timestamp": stamp,
            "x-sanzhi-nonce": nonce,
            "x-sanzhi-content-sha256": digest,
            "x-sanzhi-signature": base64.urlsafe_b64encode(signature).rstrip(b"=").decode(),
        }
        return httpx.post(self._url.join(path), content=body, headers=headers)


def test_a_queue_machines_tickets_become_the_wait_that_the_map_shows(city: Any, patience: Patience) -> None:
    chen, lin = city.staff("city-admin"), city.browser()
    app = {"name": "椒江叫号", "owner": "椒江区行政服务中心", "region_code": JIAOJIANG, "scopes": []}
    registered = chen.post("/gateway/v1/apps", app).json()
    machine = QueueMachine(city.url, registered["key_id"], registered["secret"])
    now = datetime.now(UTC)
    taken = [
        {
            "number": f"S{number:03}",
            "step": "taken",
            "at": now.isoformat(),
            "name": "林晓",
            "phone": "13705760001",
        }
        for number in range(3)
    ]

    unknown = machine.report(taken)
    feed = {"subject": registered["key_id"], "hall_id": HALL, "region_code": JIAOJIANG}
    chen.post("/hallmetrics/v1/operator/feeds", feed)
    sent = machine.report(taken)
    again = machine.report(taken)
    patience(lambda: (found(lin, HALL)["wait"] or {}).get("waiting") == len(taken), within=30)

    assert unknown.status_code == 403
    assert (sent.json()["received"], sent.json()["changed_tickets"]) == (3, 3)
    assert again.json()["changed_tickets"] == 0
    assert "林晓" not in lin.get(NEAR).text


def test_who_leaves_the_staff_loses_session_and_grants(city: Any, patience: Patience) -> None:
    chen, zhou = city.staff("city-admin"), city.staff("clerk-wenling")
    employee = f"{city.suite.url('staff')}/_sim/employees/GE_wl_clerk"
    me = zhou.get("/gateway/v1/me").json()

    def sync() -> dict[str, str]:
        compared = chen.post("/workforce/v1/syncs").json()
        changes = chen.get(f"/workforce/v1/syncs/{compared['id']}/changes").json()["items"]
        chen.post(f"/workforce/v1/syncs/{compared['id']}/apply", {"force": False, "remark": ""})
        return {one["employee_code"]: one["action"] for one in changes}

    sync()
    httpx.patch(employee, json={"status": "F"}).raise_for_status()
    still = zhou.get("/gateway/v1/me").json()["kind"]
    left = sync()
    patience(lambda: zhou.get("/gateway/v1/me").status_code == 401, within=5)
    httpx.patch(employee, json={"status": "A"}).raise_for_status()
    back = sync()

    assert me["permissions"]
    assert (still, left, back) == ("staff", {"GE_wl_clerk": "left"}, {"GE_wl_clerk": "rehired"})
    assert city.staff("clerk-wenling").get("/gateway/v1/me").json()["permissions"] == {}

    # Who comes back is appointed anew.
    him = {"issuer": "zwdd", "subject": "GE_wl_clerk", "role": "operator", "region_code": "331081"}
    for application in chen.get("/gateway/v1/roles").json():
        if "operator" in {role["name"] for role in application["roles"]}:
            given = chen.post("/gateway/v1/grants", him | {"application": application["name"]})
            assert given.status_code == 201, given.text
    assert city.staff("clerk-wenling").get("/gateway/v1/me").json()["permissions"] == me["permissions"]
