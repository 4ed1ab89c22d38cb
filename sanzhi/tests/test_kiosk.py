"""A terminal as a process, in front of a door that checks its signatures as docs/signing.md says."""

import base64
import hashlib
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

from sanzhi_cli.kiosk import keep_beating, pause_before
from sanzhi_cli.terminal import Away, string_to_sign

CODE = "7Q4M-8XKD-0ABC"
SIGNED = ("X-Sanzhi-Timestamp", "X-Sanzhi-Nonce", "X-Sanzhi-Content-SHA256")


class Door:
    """Enrols one device and takes its beats; by another library than the terminal's."""

    def __init__(self) -> None:
        self.keys: dict[str, ECKey] = {}
        self.sequences: list[int] = []
        self.beats: list[dict[str, Any]] = []
        self.refusals: list[tuple[int, dict[str, Any]]] = []
        self.wrong: list[str] = []
        door = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                body = self.rfile.read(length)
                if len(body) < length:
                    return  # the terminal was killed in the middle of a word
                if self.path == "/api/gateway/v1/devices":
                    status, answer = door.enrol(json.loads(body))
                else:
                    status, answer = door.beat(self, body)
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def enrol(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        key = ECKey.import_key(body["public_key"])
        proof = jwt.decode(body["proof"], key, algorithms=["ES256"])
        assert proof.header["typ"] == "device-enrolment+jwt"
        assert (proof.claims["sub"], proof.claims["code"]) == (body["device_id"], body["code"])
        assert abs(proof.claims["iat"] - time.time()) < 5
        if body["code"] != CODE:
            return 401, {"type": "p/enrolment-refused", "title": "注册码无效、已使用或已过期。"}
        self.keys[key.thumbprint()] = key
        return 201, {"key_id": key.thumbprint(), "device_id": body["device_id"]}

    def beat(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, Any]]:
        said = request.headers
        parts = [
            "POST",
            request.path,
            *(said[name] for name in SIGNED),
            said["Host"],
            said["X-Sanzhi-Sequence"],
        ]
        digits = said["X-Sanzhi-Signature"]
        signature = base64.urlsafe_b64decode(digits + "=" * (-len(digits) % 4))
        key = self.keys[said["X-Sanzhi-Key"]]
        if not JWSRegistry.algorithms["ES256"].verify("\n".join(parts).encode(), signature, key):
            self.wrong.append("signature")
        if said["X-Sanzhi-Content-SHA256"] != hashlib.sha256(body).hexdigest():
            self.wrong.append("digest")
        self.sequences.append(int(said["X-Sanzhi-Sequence"]))
        if self.refusals:
            return self.refusals.pop(0)
        self.beats.append(json.loads(body))
        return 200, {"received_at": "2026-04-30T01:00:00Z", "is_new": True, "next_in_s": 0.05}


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door()
    thread = threading.Thread(target=door.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield door
    door.server.shutdown()
    door.server.server_close()
    thread.join()
    assert door.wrong == []


class Terminals:
    """Processes of `sanzhi kiosk run` that share one data folder."""

    def __init__(self, data: Path, door: Door) -> None:
        self.data = data
        self.door = door
        self.running: list[subprocess.Popen[str]] = []

    def start(self, *options: str, device: str = "kiosk-jj-01") -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "sanzhi_cli", "--data", str(self.data), "kiosk", "run", device]
        process = subprocess.Popen(
            [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.running.append(process)
        return process

    def enrolled(self) -> subprocess.Popen[str]:
        return self.start("--gateway", self.door.url, "--enrol", CODE)

    def await_beats(self, count: int, within: float = 20) -> None:
        deadline = time.monotonic() + within
        while len(self.door.beats) < count:
            assert time.monotonic() < deadline, "no beat came"
            threading.Event().wait(0.01)


@pytest.fixture
def terminals(tmp_path: Path, door: Door) -> Iterator[Terminals]:
    terminals = Terminals(tmp_path, door)
    yield terminals
    for process in terminals.running:
        process.kill()
        process.communicate()


def stopped(process: subprocess.Popen[str], number: int) -> tuple[int, str]:
    process.send_signal(number)
    said, _ = process.communicate(timeout=10)
    return process.returncode, said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_terminal_enrols_beats_with_good_signatures_and_stops_cleanly(
    terminals: Terminals, number: int
) -> None:
    process = terminals.enrolled()
    terminals.await_beats(3)

    code, said = stopped(process, number)

    assert code == 0
    assert "已注册" in said
    assert "心跳已送达 · beat taken, next in 0.05 s" in said
    assert said.rstrip().endswith("已停止 · stopped")
    assert {"id_reader", "printer"} < {part["type"] for part in terminals.door.beats[0]["peripherals"]}
    file = terminals.data / "kiosks" / "kiosk-jj-01.json"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_numbers_rise_over_a_kill_and_a_restart_and_the_key_stays(terminals: Terminals) -> None:
    first = terminals.enrolled()
    terminals.await_beats(2)
    stopped(first, signal.SIGKILL)
    before = len(terminals.door.beats)

    terminals.start()
    terminals.await_beats(before + 2)

    numbers = terminals.door.sequences
    assert numbers == sorted(set(numbers))
    assert len(terminals.door.keys) == 1


def test_a_new_key_goes_on_where_the_old_one_ended(terminals: Terminals) -> None:
    stopped_once = terminals.enrolled()
    terminals.await_beats(2)
    stopped(stopped_once, signal.SIGINT)

    terminals.enrolled()
    terminals.await_beats(4)

    numbers = terminals.door.sequences
    assert numbers == sorted(set(numbers))
    assert len(terminals.door.keys) == 2


def test_a_door_that_is_away_is_tried_again_and_a_wrong_clock_is_put_right(terminals: Terminals) -> None:
    terminals.door.refusals = [
        (503, {"type": "p/sign-on-away", "title": "暂时无法核验登录状态，请稍后再试。"}),
        (
            401,
            {
                "type": "p/clock-skewed",
                "title": "签名时间与系统时间相差过大。",
                "server_time": time.time() + 500,
            },
        ),
        (502, {}),
    ]

    process = terminals.enrolled()
    terminals.await_beats(2)
    _, said = stopped(process, signal.SIGINT)

    assert "未送达：暂时无法核验登录状态" in said
    assert "未送达：HTTP 502" in said


@pytest.mark.parametrize("slug", ["device-key-cloned", "signature-refused"])
def test_a_cloned_or_withdrawn_key_ends_the_terminal_with_a_sentence(terminals: Terminals, slug: str) -> None:
    terminals.door.refusals = [(401, {"type": f"p/{slug}", "title": "x"})]

    process = terminals.enrolled()
    said, _ = process.communicate(timeout=20)

    assert process.returncode == 1
    assert "须重新注册" in said
    assert terminals.door.beats == []


def test_without_a_key_a_terminal_says_what_it_needs(terminals: Terminals) -> None:
    nameless, wrong = (
        terminals.start(),
        terminals.start("--gateway", terminals.door.url, "--enrol", "AAAA-BBBB", device="k2"),
    )
    said = [process.communicate(timeout=20)[0] for process in (nameless, wrong)]

    assert [nameless.returncode, wrong.returncode] == [1, 1]
    assert "--enrol" in said[0]
    assert "注册码无效、已使用或已过期。" in said[1]
    assert list((terminals.data / "kiosks").glob("*.json")) == []


def test_one_terminal_does_not_run_twice_on_a_machine(terminals: Terminals) -> None:
    terminals.enrolled()
    terminals.await_beats(1)

    second = terminals.start()
    said, _ = second.communicate(timeout=20)

    assert (second.returncode, "已在本机运行" in said) == (1, True)


class Stop(Exception):
    """The test has seen enough."""


def test_attempts_grow_rarer_up_to_the_usual_pause_and_a_beat_begins_anew() -> None:
    """A terminal that never meets the door, and then once."""

    class Unlucky:
        def __init__(self) -> None:
            self.attempts = 0

        def beat(self) -> float:
            self.attempts += 1
            if self.attempts == 12:
                return 30
            raise Away("ConnectError", after=9 if self.attempts == 2 else 0)

    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 13:
            raise Stop

    with pytest.raises(Stop):
        keep_beating(Unlucky(), None, sleep)  # type: ignore[arg-type]

    assert slept[1] == 9
    assert all(30 <= pause <= 60 for pause in slept[8:11])
    assert slept[11] == 30
    assert 0.25 <= slept[12] <= 0.5


def test_pauses_differ_from_terminal_to_terminal_and_a_fast_beat_does_not_hammer() -> None:
    pauses = {pause_before(10, every=1) for _ in range(50)}

    assert len(pauses) > 40
    assert all(2 <= pause <= 4 for pause in pauses)


def test_what_is_signed_is_what_the_vector_says() -> None:
    """Vector 3 of docs/signing.md: the key of RFC 7515 A.3."""
    body = b'{"number":"A017","machine":"M2"}'
    request = httpx.Request(
        "POST", "http://sanzhi.example/api/hallmetrics/v1/tickets?hall=331002-1", content=body
    )
    request.headers.update(
        {
            "x-sanzhi-timestamp": "1767225600",
            "x-sanzhi-nonce": "Zm9vYmFyYmF6cXV4MDEy",
            "x-sanzhi-content-sha256": hashlib.sha256(body).hexdigest(),
            "x-sanzhi-sequence": "42",
        }
    )
    signature = "xbqYL6OiFiZTW_ESmBRSyvz-8_SX3HVAulPn3Ojlu1SYLvZWPHiy25IrhZaLZgFuns1ieiBtRRTtagKQlIGXiw"
    key = ECKey.import_key(
        {
            "kty": "EC",
            "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        }
    )

    raw = base64.urlsafe_b64decode(signature + "==")
    assert JWSRegistry.algorithms["ES256"].verify(string_to_sign(request), raw, key)
    assert not JWSRegistry.algorithms["ES256"].verify(string_to_sign(request) + b"\n", raw, key)
