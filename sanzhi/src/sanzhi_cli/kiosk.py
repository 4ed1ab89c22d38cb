"""`sanzhi kiosk run ID`: a self-service terminal as a process of its own."""

import argparse
import fcntl
import os
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import httpx

from sanzhi_cli.home import Home, NotRunning
from sanzhi_cli.progress import say
from sanzhi_cli.terminal import PATIENCE, Away, CannotRun, Identity, Terminal, enrol

DEVICE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
USUAL = 60.0  # seconds between two beats until the suite says otherwise
#: Seconds between two attempts while the door is away: from the first on up to the usual pause between
#: two beats, but within limits.
FIRST_PAUSE, LEAST_LIMIT, MOST_LIMIT = 0.5, 4.0, 60.0


def pause_before(attempt: int, every: float) -> float:
    """Return how long to wait before an attempt: twice as long each time, and never all at once."""
    limit = min(max(every, LEAST_LIMIT), MOST_LIMIT)
    pause = min(FIRST_PAUSE * 2.0 ** min(attempt, 20), limit)
    return random.uniform(pause / 2, pause)  # noqa: S311 - jitter, not a secret


def keep_beating(
    terminal: Terminal, every: float | None, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Beat for ever; without `every`, as often as the suite asks for.

    Raises:
        CannotRun: the suite will never take a beat of this terminal.

    """
    failed, told = 0, USUAL
    while True:
        try:
            told = terminal.beat()
        except Away as away:
            pause = max(pause_before(failed, every or told), away.after)
            failed += 1
            tell(f"未送达：{away}，{pause:.1f} 秒后重试 · not taken, again in {pause:.1f} s")
        else:
            failed, pause = 0, every or told
            tell(f"心跳已送达 · beat taken, next in {pause:g} s")
        sleep(pause)


def tell(line: str) -> None:
    """Print one line with the time in front."""
    say(f"{datetime.now().astimezone():%H:%M:%S}  {line}")


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Keep a second process away from a terminal's key: its numbers would look like a clone's.

    Raises:
        CannotRun: there is one already.

    """
    lock = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise CannotRun("该终端已在本机运行 · this terminal runs on this machine already") from None
    finally:
        os.close(lock)


def gateway_of(chosen: argparse.Namespace) -> str:
    """Return the door to use: the one that was named, or that of the suite on this machine."""
    if chosen.gateway:
        return str(chosen.gateway).rstrip("/")
    try:
        port = Home(chosen.data).run()["ports"]["door"]
    except NotRunning:
        port = 8000
    return f"http://127.0.0.1:{port}"


def identify(client: httpx.Client, chosen: argparse.Namespace, file: Path) -> Identity:
    """Return who this terminal is, after enrolling it if a code is given.

    Raises:
        CannotRun: it has no key and no code.

    """
    if chosen.enrol:
        identity = enrol(client, chosen.id, chosen.enrol, gateway_of(chosen))
        identity.write(file)
        tell(f"已注册，密钥存于 · enrolled, the key is in {file}")
        return identity
    if not file.exists():
        raise CannotRun(
            "尚未注册：请管理员签发一次性注册码，再加 --enrol 注册码 运行。\n"
            "Not enrolled yet: ask an operator for a one-time code and run with --enrol CODE."
        )
    identity = Identity.read(file)
    return replace(identity, gateway=gateway_of(chosen)) if chosen.gateway else identity


def run(chosen: argparse.Namespace) -> int:
    """Be a terminal until Ctrl-C or SIGTERM."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    folder = Path(chosen.data) / "kiosks"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{chosen.id}.json"
    try:
        with held(file.with_suffix(".lock")), httpx.Client(timeout=PATIENCE, trust_env=False) as client:
            identity = identify(client, chosen, file)
            tell(f"终端 {chosen.id} 已启动 · terminal {chosen.id} runs against {identity.gateway}")
            keep_beating(Terminal(client, identity, file), chosen.every)
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        tell("已停止 · stopped")
    return 0


def device_id(text: str) -> str:
    """Return a device's id if it has the form of one."""
    if not DEVICE_ID.fullmatch(text):
        raise argparse.ArgumentTypeError("such as kiosk-jj-01")
    return text


def seconds(text: str) -> float:
    """Return a number of seconds above nought."""
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError("a number of seconds, such as 1")
    return number


def describe(command: argparse.ArgumentParser) -> None:
    """Say what `sanzhi kiosk` takes."""
    command.add_argument("command", choices=["run"])
    command.add_argument("id", type=device_id, metavar="ID", help="such as kiosk-jj-01")
    command.add_argument(
        "--gateway", metavar="URL", help="the public door (that of the suite on this machine)"
    )
    command.add_argument(
        "--enrol", metavar="CODE", help="the one-time code, for the first run with a new key"
    )
    command.add_argument(
        "--every", type=seconds, metavar="SECONDS", help="between two beats (as often as the suite asks for)"
    )
    command.set_defaults(run=run)
