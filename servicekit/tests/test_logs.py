"""Whatever a process says, no number and no message of an exception gets out."""

import json
import subprocess
import sys
from typing import Any

import pytest

ID, NAME, MOBILE = "331002199003070014", "林晓晓", "13705760001"

# A process of its own: logs belong to the process. It ends with an error that nobody catches.
TALKER = f"""
import asyncio, gc, logging, threading, warnings
import structlog, uvicorn, httpx
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from servicekit import logs
ID, NAME, MOBILE = {ID!r}, {NAME!r}, {MOBILE!r}

early = logging.getLogger("sqlalchemy.engine")
early.addHandler(logging.StreamHandler())
logs.configure("svc-talker", "INFO")
log = logging.getLogger("talker")
log.info("message " + ID)
log.info("args %s %s", ID, {{"mobile": MOBILE}})
log.info("named %(id)s", {{"id": ID}})
log.info("number %d", int(ID))
log.info("extra", extra={{"person": ID}})
log.info("error %s", ValueError(NAME))
log.info("error %(e)s", {{"e": ValueError(NAME)}})
log.info(ValueError(NAME))
log.info("too few %s %s", ID)
log.info("stack", stack_info=True)
early.warning("statement %s", ID)
log.debug("silent")
try:
    try:
        raise KeyError(NAME)
    except KeyError:
        raise ExceptionGroup(NAME, [ValueError(NAME + ID)])
except ExceptionGroup:
    log.exception("caught")
    structlog.get_logger("other").exception("caught too")
structlog.get_logger("other").info(
    "deep", body={{"id": ID, "list": [int(ID), (MOBILE,), {{ID}}, ID.encode()], ID: 1}},
    error=ValueError(NAME), none=None, big=10**30, bad="\\ud800",
    thing=type("T", (), {{"__str__": lambda self: ID}})(),
)
warnings.warn("warned " + ID)
with TracerProvider().get_tracer("t").start_as_current_span("s"):
    log.info("traced")

async def app(scope, receive, send):
    if scope["type"] == "http":
        raise ValueError(NAME + ID)
server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=True, lifespan="off"))
logging.getLogger("uvicorn.error").setLevel("INFO")

async def fails():
    raise ValueError(NAME)

async def main():
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with httpx.AsyncClient() as client:
        await client.get(f"http://127.0.0.1:{{port}}/find", params={{"q": NAME + ID}})
    forgotten = asyncio.create_task(fails())
    await asyncio.wait([forgotten])
    del forgotten
    gc.collect()
    asyncio.get_running_loop().call_soon(lambda name: 1 / 0, NAME)
    await asyncio.sleep(0)
    server.should_exit = True
    await serving
asyncio.run(main())

def crash():
    raise ValueError("thread " + ID + NAME)
thread = threading.Thread(target=crash)
thread.start()
thread.join()

class Stubborn:
    def __del__(self):
        raise ValueError("del " + ID + NAME)
Stubborn()
raise ValueError("uncaught " + ID + NAME)
"""


@pytest.fixture(scope="module")
def said() -> str:
    done = subprocess.run(
        [sys.executable, "-c", TALKER], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1, done.stderr
    assert not done.stdout
    return done.stderr


@pytest.fixture(scope="module")
def lines(said: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.splitlines()]


def one(lines: list[dict[str, Any]], event: str) -> dict[str, Any]:
    (found,) = [line for line in lines if line["event"] == event]
    return found


@pytest.mark.parametrize("secret", [ID, NAME, MOBILE, ID[:17], "%E6%99%93331002"])
def test_nothing_personal_gets_out(said: str, secret: str) -> None:
    assert secret not in said


@pytest.mark.parametrize(
    "event",
    [
        "message [id]",
        "args [id] {'mobile': '[mobile]'}",
        "named [id]",
        "number [id]",
        "extra",
        "error ValueError",
        "ValueError",
        "stack",
        "statement [id]",
        "deep",
        "traced",
        "Exception in ASGI application\n",
        "Task exception was never retrieved",
    ],
)
def test_it_was_said_all_the_same(lines: list[dict[str, Any]], event: str) -> None:
    assert [line for line in lines if line["event"] == event]


def test_every_line_says_who_and_when(lines: list[dict[str, Any]]) -> None:
    whole = [line for line in lines if "could not be written" not in line["event"]]

    assert len(whole) > 20
    for line in whole:
        assert {"event", "level", "logger", "timestamp", "service"} <= line.keys()
        assert line["service"] == "svc-talker"
    assert not [line for line in lines if line["event"] == "silent"]
    assert len([line for line in lines if line["event"].startswith("statement")]) == 1


def test_an_exception_leaves_class_and_place(lines: list[dict[str, Any]]) -> None:
    for event in ("caught", "caught too"):
        line = one(lines, event)
        assert line["error"].startswith("ExceptionGroup at <string>:")
        assert [cause.partition(" ")[0] for cause in line["causes"]] == ["KeyError", "ValueError"]


def test_a_log_call_that_does_not_fit_tells_its_place(lines: list[dict[str, Any]]) -> None:
    assert [line for line in lines if line["event"].startswith("a log line could not be written: ")]


def test_values_are_scrubbed_however_deep(lines: list[dict[str, Any]]) -> None:
    line = one(lines, "deep")

    assert line["body"] == {"id": "[id]", "list": ["[id]", ["[mobile]"], ["[id]"], "[id]"], "[id]": 1}
    assert (line["error"], line["thing"], line["none"]) == ("ValueError", "[id]", None)
    assert line["big"] == "1" + "0" * 30


def test_an_address_with_a_query_is_scrubbed(lines: list[dict[str, Any]]) -> None:
    (line,) = [line for line in lines if line["logger"] == "uvicorn.access"]

    assert "/find?" in line["event"]
    assert "[id]" in line["event"]


def test_crashes_are_lines_too(lines: list[dict[str, Any]]) -> None:
    crashes = [line["error"] for line in lines if line["logger"] == "crash"]

    # The innermost place comes first.
    assert [crash.partition(" < ")[0].rpartition(" ")[2] for crash in crashes] == [
        "crash",
        "__del__",
        "<module>",
    ]
    assert all(crash.startswith("ValueError at ") for crash in crashes)


def test_a_line_tells_its_trace(lines: list[dict[str, Any]]) -> None:
    assert len(one(lines, "traced")["trace_id"]) == 32
    assert "trace_id" not in one(lines, "extra")
