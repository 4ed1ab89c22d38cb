"""What the local Kafka says when it cannot run, and that it comes back where it was."""

import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from sanzhi_cli import kafka as kafka_module
from sanzhi_cli.kafka import Kafka, KafkaFailed, fetch_jars, main


def only_on_path(folder: Path, monkeypatch: pytest.MonkeyPatch, **programs: str) -> None:
    """Let the machine have these programs and no others."""
    for name, says in programs.items():
        (folder / name).write_text(f"#!/bin/sh\necho '{says}' >&2\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("JAVA_HOME", raising=False)


def test_without_java_one_sentence_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    only_on_path(tmp_path, monkeypatch)

    assert main(["--data", str(tmp_path / "data")]) == 1
    assert capsys.readouterr().err == "Kafka needs Java 17: install it (Debian: default-jre-headless).\n"


def test_a_java_that_is_too_old_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only_on_path(tmp_path, monkeypatch, java='openjdk version "11.0.2" 2019-01-15')

    with pytest.raises(KafkaFailed, match=r"Java 17 or newer, and .*/java is older"):
        Kafka(tmp_path / "data").start()


def test_without_maven_and_jars_one_sentence_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_on_path(tmp_path, monkeypatch)
    monkeypatch.setattr(kafka_module, "TOOLS", tmp_path)
    monkeypatch.setattr(kafka_module, "JARS", tmp_path / "kafka")

    with pytest.raises(KafkaFailed, match=r"fetched by Maven: install it \(Debian: maven\)"):
        fetch_jars()


@pytest.mark.timeout(180)  # the first start may fetch the jars
def test_a_taken_port_is_refused_and_a_killed_kafka_comes_back_at_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One cluster id of 64 begins with a dash, like an option.
    monkeypatch.setattr(kafka_module, "uuid4", lambda: SimpleNamespace(bytes=b"\xf8" * 16))
    with socket.socket() as neighbour:
        neighbour.bind(("127.0.0.1", 0))
        neighbour.listen()
        with pytest.raises(KafkaFailed, match="Address already in use"):
            Kafka(tmp_path / "data", neighbour.getsockname()[1]).start()

    kafka = Kafka(tmp_path / "data")
    try:
        first = kafka.start()
        kafka.kill()
        assert kafka.pid is None
        assert kafka.start() == first
    finally:
        kafka.stop()
