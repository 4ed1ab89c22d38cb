"""`sanzhi doctor`: says what is wrong on this machine or with the running suite, and how to mend it."""

import ctypes
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sanzhi_cli.clock import read_offset, spoken
from sanzhi_cli.home import Home, NotRunning
from sanzhi_cli.ports import is_free, listener
from sanzhi_cli.postgres import Postgres, PostgresFailed
from sanzhi_cli.suite import BUS, MEMBERS, ROOT, Member, Suite, members
from sanzhi_cli.supervisor import answer_of, answers

OLDEST_PYTHON = (3, 11)
SMALLEST_DISK = 1_000_000_000
SMALLEST_MEMORY = 1_500_000_000
NOT_SYNCHRONISED = 5  # TIME_ERROR of adjtimex(2)


@dataclass(frozen=True)
class Finding:
    """What was found; `mend` is empty where all is well."""

    what: str
    mend: str = ""
    #: Whether the suite cannot do its work because of it.
    serious: bool = True

    def __str__(self) -> str:
        """Return the finding as the terminal shows it."""
        mark = "✓" if not self.mend else "✗" if self.serious else "!"
        return f"  {mark} {self.what}" + (f"\n      → {self.mend}" if self.mend else "")


def examine(home: Home, port: int) -> Iterator[Finding]:
    """Yield all findings, the machine's first; those that need a running suite only if one runs."""
    yield from (check() for check in (python, packages, pages, memory, machine_clock))
    yield disk(home.folder)
    yield from private_files(home)
    try:
        run = home.run()
    except NotRunning:
        yield door_is_free(port)
        yield Finding("The suite does not run.", "make up", serious=False)
        return
    yield Finding(f"The suite runs since {run['started_at']} at {run['url']}.")
    suite = Suite(home, run["ports"], run["kafka"])
    yield shifted_clock(home)
    yield from programs(suite)
    yield from databases(suite)


def python() -> Finding:
    """Look at the version of Python."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return Finding(f"Python {version} is too old.", "install Python 3.11 or newer, then: make install")
    return Finding(f"Python {version}")


def packages() -> Finding:
    """Look whether all parts are installed, as the lock names them."""
    absent = [member.name for member in MEMBERS if not member.is_there]
    if absent:
        return Finding(f"Not installed, so left out: {', '.join(absent)}.", "make install", serious=False)
    installed, lock = ROOT / ".venv" / "installed", ROOT / "requirements.lock"
    if installed.exists() and installed.stat().st_mtime < lock.stat().st_mtime:
        return Finding("The packages are older than requirements.lock.", "make install")
    return Finding("All parts are installed.")


def pages() -> Finding:
    """Look whether the pages have been built."""
    if not (ROOT / "web" / "dist" / "index.html").exists():
        return Finding("The pages have not been built.", "make web")
    return Finding("The pages are built.")


def memory() -> Finding:
    """Look how much memory is left."""
    lines = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    available = int(lines["MemAvailable"].split()[0]) * 1024
    if available < SMALLEST_MEMORY:
        return Finding(
            f"Only {available / 1e9:.1f} GB of memory are left.",
            "end other programs: the suite needs up to 2 GB",
        )
    return Finding(f"{available / 1e9:.1f} GB of memory are left.")


def machine_clock() -> Finding:
    """Ask Linux whether it believes its own clock: providers refuse calls that are 90 s off."""
    state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(1024))
    if state == NOT_SYNCHRONISED:
        return Finding(
            "This machine's clock is not kept by a time server.",
            "apt-get install systemd-timesyncd; harmless while only the simulators are called",
            serious=False,
        )
    return Finding("This machine's clock is kept by a time server.")


def disk(folder: Path) -> Finding:
    """Look how much room is left where the data are."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free
    if free < SMALLEST_DISK:
        return Finding(
            f"Only {free / 1e9:.1f} GB are left on the disk of {folder}.",
            "make room, or start with --data elsewhere",
        )
    return Finding(f"{free / 1e9:.1f} GB are left on the disk of {folder}.")


def private_files(home: Home) -> Iterator[Finding]:
    """Look whether others could read the secrets."""
    open_files = [path for path in home.keys.glob("*") if path.stat().st_mode & 0o077]
    if open_files:
        yield Finding(f"Others can read {', '.join(map(str, open_files))}.", f"chmod -R go= {home.keys}")


def door_is_free(port: int) -> Finding:
    """Look whether the public port could be had."""
    if is_free(port):
        return Finding(f"Port {port} is free.")
    return Finding(f"Port {port} is taken by {listener(port)}.", f"end that, or: sanzhi up --port {port + 1}")


def shifted_clock(home: Home) -> Finding:
    """Look whether the suite's time has been moved."""
    offset = read_offset(home.clock_offset)
    if offset:
        return Finding(
            f"The suite's clock shows {spoken(offset)}.",
            "sanzhi clock reset, when you are done",
            serious=False,
        )
    return Finding("The suite's clock shows the true time.")


def programs(suite: Suite) -> Iterator[Finding]:
    """Ask every program whether it is ready."""
    for program in suite.programs():
        if answers(program.ready_url):
            yield Finding(f"{program.name} is ready at {suite.url(program.name)}.")
        else:
            said = answer_of(program.ready_url)
            log = suite.home.logs / f"{program.name}.log"
            yield Finding(f"{program.name} is not ready: {said}", f"see {log}; it begins again by itself")


def databases(suite: Suite) -> Iterator[Finding]:
    """Look into the databases: newest tables, and events that nobody could handle."""
    postgres = Postgres(suite.home.postgres, suite.ports["postgres"])
    try:
        yield Finding(postgres.sql("SELECT split_part(version(), ' on ', 1)", BUS) + " answers.")
        for member in members():
            yield from database(member, partial(postgres.sql, database=member.package))
    except PostgresFailed as failure:
        yield Finding(str(failure), f"see {postgres.log}; it begins again by itself")


def database(member: Member, sql: Callable[[str], str]) -> Iterator[Finding]:
    """Look into one service's database."""
    from alembic.script import ScriptDirectory

    from servicekit import migrations

    newest = ScriptDirectory.from_config(migrations.config(member.package, "")).get_current_head()
    present = sql("SELECT version_num FROM alembic_version")
    if present != newest:
        yield Finding(
            f"The tables of {member.name} are at {present or 'nothing'}, not {newest}.",
            "stop the suite and start it again",
        )
        return
    parked = int(sql("SELECT count(*) FROM parked_events"))
    if parked:
        errors = sql("SELECT DISTINCT error FROM parked_events LIMIT 3").replace("\n", ", ")
        yield Finding(
            f"{member.name} could not handle {parked} events ({errors}).",
            f"mend the cause, then: sanzhi run {member.name} replay",
        )
    else:
        yield Finding(f"The tables of {member.name} are at {newest}; no event is parked.")
