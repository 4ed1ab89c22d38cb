import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from sanzhi_cli.postgres import Postgres, PostgresFailed, installation


async def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return [tuple(row) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


def gone(pid: int) -> bool:
    stat = Path("/proc", str(pid), "stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


async def test_the_server_never_runs_as_root(postgres: Postgres) -> None:
    assert postgres.pid
    assert Path("/proc", str(postgres.pid)).stat().st_uid != 0


async def test_only_the_owner_of_the_run_can_read_the_password(postgres: Postgres) -> None:
    assert (postgres.home / "password").stat().st_mode & 0o777 == 0o600


async def test_nobody_gets_in_without_the_password(postgres: Postgres) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await rows(postgres.url(password="guessed"), "SELECT 1")


async def test_it_listens_on_this_machine_only(postgres: Postgres) -> None:
    assert postgres.sql("SHOW listen_addresses; SHOW unix_socket_directories") == "127.0.0.1"


async def test_chinese_words_have_trigrams(postgres: Postgres) -> None:
    url = postgres.add_service("words", "pw")

    await rows(url, "CREATE EXTENSION pg_trgm")

    assert (await rows(url, "SELECT similarity('户籍迁移', '户籍迁') > 0.3")) == [(True,)]


async def test_no_service_connects_to_the_database_of_another(postgres: Postgres) -> None:
    postgres.add_service("svc_a", "secret-a")
    postgres.add_service("svc_b", "secret-b")

    for database in ("svc_b", "postgres", "template1"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await rows(postgres.url(database, "svc_a", "secret-a"), "SELECT 1")
    assert await rows(postgres.url("svc_a", "svc_a", "secret-a"), "SELECT current_user::text") == [("svc_a",)]


async def test_a_service_owns_its_database_and_gets_the_extensions_it_names(postgres: Postgres) -> None:
    url = postgres.add_service("svc_c", "pw", extensions=("vector", "earthdistance"))

    await rows(url, "CREATE TABLE things (id uuid PRIMARY KEY DEFAULT uuidv7(), at vector(3))")

    assert await rows(url, "SELECT count(*) FROM things") == [(0,)]


async def test_adding_a_service_again_changes_its_password_and_keeps_its_data(postgres: Postgres) -> None:
    await rows(postgres.add_service("svc_d", "old"), "CREATE TABLE kept ()")

    url = postgres.add_service("svc_d", "new")

    assert await rows(url, "SELECT count(*) FROM kept") == [(0,)]
    with pytest.raises(asyncpg.InvalidPasswordError):
        await rows(postgres.url("svc_d", "svc_d", "old"), "SELECT 1")


@pytest.mark.parametrize(
    ("name", "password"), [("svc-a", "pw"), ("a; DROP", "pw"), ("a", "p'w"), ("a", "p w")]
)
def test_what_could_be_sql_is_not_taken_as_a_name(postgres: Postgres, name: str, password: str) -> None:
    with pytest.raises(ValueError, match="lower case"):
        postgres.add_service(name, password)


def test_a_refused_statement_is_named(postgres: Postgres) -> None:
    with pytest.raises(PostgresFailed, match='relation "nothing" does not exist'):
        postgres.sql("SELECT 1; SELECT * FROM nothing")


async def test_what_was_committed_is_there_after_a_power_cut(open_folder: Path) -> None:
    server = Postgres(open_folder / "cut")
    server.start()
    server.sql("CREATE TABLE kept AS SELECT generate_series(1, 2000) AS number")

    server.kill()
    server.start()

    assert server.sql("SELECT count(*) FROM kept") == "2000"
    server.stop()


async def test_a_lock_file_whose_number_now_belongs_to_another_program_does_not_matter(
    open_folder: Path,
) -> None:
    server = Postgres(open_folder / "stale")
    server.start()
    server.kill()
    lock = server.home / "cluster" / "postmaster.pid"
    with subprocess.Popen(["sleep", "60"], user=lock.stat().st_uid) as stranger:
        lock.write_text(f"{stranger.pid}\n" + lock.read_text().partition("\n")[2])

        server.start()

        stranger.kill()
    assert server.sql("SELECT 1") == "1"
    server.stop()


def test_two_servers_never_share_a_folder(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sanzhi_cli.postgres.START_TRIES", 1)

    with pytest.raises(PostgresFailed, match=r'lock file "postmaster\.pid" already exists'):
        Postgres(postgres.home).start()

    assert postgres.sql("SELECT 1") == "1"


def test_a_port_that_is_taken_is_named(
    postgres: Postgres, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sanzhi_cli.postgres.START_TRIES", 1)

    with pytest.raises(PostgresFailed, match="could not create any TCP/IP sockets"):
        Postgres(open_folder / "second", port=postgres.port).start()


def test_a_closed_folder_stays_closed_and_what_root_keeps_in_it_goes_to_a_refuge(open_folder: Path) -> None:
    closed, refuge = open_folder / "closed", open_folder / "refuge"
    closed.mkdir(mode=0o700)

    server = Postgres(closed / "data", refuge=refuge)

    server.start()
    assert server.home.is_relative_to(refuge if os.geteuid() == 0 else closed)
    assert Postgres(closed / "data", refuge=refuge).home == server.home
    assert closed.stat().st_mode & 0o777 == 0o700
    server.stop()


def test_binaries_that_the_server_may_not_read_are_copied(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = open_folder / "private"
    private.mkdir(mode=0o700)
    package = installation().parent
    for part in (package, package.with_suffix(".libs")):
        shutil.copytree(part, private / part.name)
    monkeypatch.setattr("sanzhi_cli.postgres.installation", lambda: private / package.name / "pginstall")

    server = Postgres(open_folder / "copied")

    server.start()
    assert server.sql("SELECT 1") == "1"
    server.stop()


def test_the_server_ends_with_the_process_that_started_it(open_folder: Path) -> None:
    program = (
        "from pathlib import Path; from sanzhi_cli.postgres import Postgres; import sys, time\n"
        "server = Postgres(Path(sys.argv[1])); server.start(); print(server.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, open_folder / "orphan"], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)

    deadline = time.monotonic() + 10
    while not gone(pid):
        assert time.monotonic() < deadline
        time.sleep(0.02)
