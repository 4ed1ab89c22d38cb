"""A program of the suite: `python -m module arguments`, forked from a process that has its packages already.

The runtime's imports cost 1.4 s and 106 MB in every interpreter; forked, they cost
them once, and pages that nobody writes to stay shared.
"""

import gc
import importlib
import os
import runpy
import signal
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sanzhi_cli.offspring import die_with_parent, name_process

#: What every service imports; `servicekit` itself brings FastAPI, SQLAlchemy, httpx and the like.
PACKAGES = ("servicekit.service", "servicekit.worker", "alembic.command", "uvicorn", "sanzhi_proto")
#: What a program may see of the environment in which `sanzhi` runs.
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "OTLP_ENDPOINT", "LOG_LEVEL")


@dataclass(frozen=True)
class Program:
    """What to run, with which environment, and where it says that it is ready."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    ready_url: str = ""


def warm_up() -> None:
    """Import what the programs share; nothing here may start a thread, for forks lose threads."""
    for package in PACKAGES:
        importlib.import_module(package)
    gc.collect()
    gc.freeze()  # or the first collection in every child would copy all shared pages


def fork(program: Program, log: Path) -> int:
    """Run the program in a child that ends with us; return the child's number."""
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        become_child(program, log, parent)
        runpy.run_module(program.module, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as leaving:
        code = exit_code(leaving)
    except BaseException:  # noqa: BLE001 - whatever it is must not run on in the parent's code
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def become_child(program: Program, log: Path, parent: int) -> None:
    """Leave the parent's terminal, signals, output and environment behind."""
    os.setsid()  # Ctrl-C reaches the parent alone, which then stops everybody in order
    die_with_parent()
    if os.getppid() != parent:
        os._exit(1)
    name_process(program.name)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.stdout = open(1, "w", 1, "utf-8", "backslashreplace", closefd=False)  # noqa: SIM115 - kept for the process's life
    sys.stderr = open(2, "w", 1, "utf-8", "backslashreplace", closefd=False)  # noqa: SIM115
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    os.environ.clear()
    os.environ.update(kept | dict(program.environment))
    sys.argv = [program.module, *program.arguments]


def exit_code(leaving: SystemExit) -> int:
    """Return the code that Python itself would end with."""
    if leaving.code is None or isinstance(leaving.code, int):
        return leaving.code or 0
    print(leaving.code, file=sys.stderr)
    return 1
