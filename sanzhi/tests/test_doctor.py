import socket
from pathlib import Path

import pytest

from sanzhi_cli import doctor
from sanzhi_cli.clock import write_offset
from sanzhi_cli.home import Home
from sanzhi_cli.ports import free_port


def test_a_taken_port_is_named_with_who_took_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        finding = doctor.door_is_free(port)

    assert f"Port {port} is taken by" in finding.what
    assert f"--port {port + 1}" in finding.mend
    assert not doctor.door_is_free(free_port()).mend


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not doctor.disk(tmp_path / "not" / "yet" / "there").mend
    monkeypatch.setattr(doctor, "SMALLEST_DISK", 10**18)

    assert "GB are left" in doctor.disk(tmp_path).what
    assert doctor.disk(tmp_path).mend


def test_secrets_that_others_can_read_are_named(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.held():
        (home.keys / "vault.json").write_text("secret")
        (home.keys / "vault.json").chmod(0o644)

        (finding,) = doctor.private_files(home)

    assert "vault.json" in finding.what
    assert finding.mend.startswith("chmod")


def test_a_moved_clock_is_named_but_not_serious(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert not doctor.shifted_clock(home).mend
    offset = doctor.read_offset(home.clock_offset)
    write_offset(home.clock_offset, offset.resolution * 3_600_000_000)

    finding = doctor.shifted_clock(home)

    assert "ahead" in finding.what
    assert not finding.serious


def test_without_a_running_suite_the_machine_is_examined(tmp_path: Path) -> None:
    findings = list(doctor.examine(Home(tmp_path), free_port()))

    assert "The suite does not run." in [finding.what for finding in findings]
    assert any(finding.what.startswith("Python 3.") for finding in findings)
