"""What the services promise each other in proto/ is complete, and they keep to it."""

import importlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from google.protobuf import json_format, message_factory, symbol_database
from google.protobuf.message import Message

from servicekit import Service

ROOT = Path(__file__).parents[1]
PROTO = ROOT / "proto"
TOPICS: dict[str, dict[str, Any]] = yaml.safe_load((PROTO / "topics.yaml").read_text())
MESSAGES = [(name, topic) for topic in TOPICS for name in TOPICS[topic]["messages"]]
PACKAGES = [
    path.parent.name
    for folder in [*sorted(ROOT.glob("svc-*")), ROOT / "gateway"]
    for path in (folder / "src").glob("*/main.py")
]


def service_of(package: str) -> Service:
    service: Service = importlib.import_module(f"{package}.main").service
    return service


def message_class(name: str) -> type[Message]:
    owner = name.split(".")[1]
    for module in (PROTO / "src" / "sanzhi_proto" / owner / "v1").glob("*_pb2.py"):
        importlib.import_module(f"sanzhi_proto.{owner}.v1.{module.stem}")
    return message_factory.GetMessageClass(symbol_database.Default().pool.FindMessageTypeByName(name))


@pytest.mark.parametrize(("name", "topic"), MESSAGES)
def test_a_name_says_owner_version_and_fact(name: str, topic: str) -> None:
    owner = TOPICS[topic]["owner"].removeprefix("svc-")

    assert re.fullmatch(rf"sanzhi\.{owner}\.v\d+\.[A-Z]\w+(ed|en|ored|ld|n)", name)
    assert topic.startswith(f"{owner}.")
    assert TOPICS[topic]["key"] in message_class(name).DESCRIPTOR.fields_by_name


@pytest.mark.parametrize(("name", "topic"), MESSAGES)
def test_every_message_has_examples_and_one_is_from_a_newer_producer(name: str, topic: str) -> None:
    examples = sorted((PROTO / "examples" / name).glob("*.json"))

    assert {"ordinary.json", "from_a_newer_producer.json"} <= {example.name for example in examples}
    for example in examples:
        message = json_format.Parse(example.read_text(), message_class(name)(), ignore_unknown_fields=True)
        assert getattr(message, TOPICS[topic]["key"])
    with pytest.raises(json_format.ParseError):
        json_format.Parse(
            (PROTO / "examples" / name / "from_a_newer_producer.json").read_text(), message_class(name)()
        )


def test_every_generated_file_stands_alone() -> None:
    for generated in (PROTO / "src").rglob("*_pb2.py"):
        imports = re.findall(r"(?m)^(?:from|import) (\S+)", generated.read_text())
        assert {name.partition(".")[0] for name in imports} == {"google"}


def test_state_topics_carry_one_message_with_a_version() -> None:
    for topic in TOPICS.values():
        if topic["kind"] == "state":
            (name,) = topic["messages"]
            assert "version" in message_class(name).DESCRIPTOR.fields_by_name


@pytest.mark.parametrize("package", PACKAGES)
def test_a_service_announces_what_it_owns_and_hears_what_exists(package: str) -> None:
    service = service_of(package)
    owned = {topic for topic in TOPICS if TOPICS[topic]["owner"] == service.name}
    heard = {topic for topic in TOPICS if service.name in TOPICS[topic]["listeners"]}

    assert {topic.name for topic in service.publishes} == owned
    for topic in service.publishes:
        written = TOPICS[topic.name]
        assert [fact.DESCRIPTOR.full_name for fact in topic.facts] == written["messages"]
        assert (topic.key, topic.kind, topic.partitions) == (
            written["key"],
            written["kind"],
            written["partitions"],
        )
    assert service.consumers.topics == heard
    exist = {message for topic in heard for message in TOPICS[topic]["messages"]}
    assert service.consumers.types <= exist


@pytest.mark.parametrize("package", PACKAGES)
def test_every_state_topic_can_be_announced_again(package: str) -> None:
    service = service_of(package)
    states = [topic for topic in service.publishes if topic.kind == "state"]

    assert len(service.current) >= len(states)


def test_the_generated_code_is_what_the_contracts_say(tmp_path: Path) -> None:
    from grpc_tools import protoc

    files = [str(file.relative_to(PROTO / "sanzhi")) for file in sorted((PROTO / "sanzhi").rglob("*.proto"))]
    code = protoc.main(
        ["protoc", f"-I{PROTO / 'sanzhi'}", f"--python_out={tmp_path}", f"--pyi_out={tmp_path}", *files]
    )

    assert code == 0
    for made in tmp_path.rglob("*_pb2.py*"):
        committed = PROTO / "src" / "sanzhi_proto" / made.relative_to(tmp_path)
        assert committed.read_text() == made.read_text(), f"{committed.name}: run make proto"


def test_the_contracts_have_the_agreed_form_and_break_nobody() -> None:
    buf = PROTO / "node_modules" / ".bin" / "buf"
    assert buf.exists(), "run make proto once: it installs buf"
    git = shutil.which("git")
    assert git

    lint = subprocess.run([buf, "lint"], cwd=PROTO, capture_output=True, text=True, check=False)
    base = subprocess.run(
        [git, "rev-parse", "--verify", "-q", "origin/main"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    against = "origin/main" if base.returncode == 0 else "HEAD"
    breaking = subprocess.run(
        [buf, "breaking", "--against", f"../.git#ref={against},subdir=proto"],
        cwd=PROTO,
        capture_output=True,
        text=True,
        check=False,
    )

    assert lint.stdout + lint.stderr == ""
    # A first commit has nothing to break.
    assert breaking.returncode == 0 or "no .proto files" in breaking.stderr.lower(), (
        breaking.stdout + breaking.stderr
    )


def test_a_break_would_be_found(tmp_path: Path) -> None:
    shutil.copytree(PROTO / "sanzhi", tmp_path / "sanzhi")
    shutil.copy(PROTO / "buf.yaml", tmp_path)
    planted = tmp_path / "sanzhi" / "kiosk" / "v1" / "kiosk.proto"
    planted.write_text(planted.read_text().replace("string alarm_id = 2;", "int32 alarm_id = 2;"))

    found = subprocess.run(
        [PROTO / "node_modules" / ".bin" / "buf", "breaking", "--against", str(PROTO)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode != 0
    assert "alarm_id" in found.stdout
