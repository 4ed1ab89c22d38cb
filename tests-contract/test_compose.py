"""docker-compose.yml and deploy/ say what the programs understand, and nothing that they do not."""

import copy
import importlib
import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from gateway.proxy.settings import DoorSettings
from sanzhi_cli.home import Home
from sanzhi_cli.suite import MEMBERS, Suite, names
from servicekit.settings import DatabaseSettings
from simulators import library, provincial, sources, staff

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
SIMULATED = {
    "provincial": provincial.Settings,
    "staff": staff.Settings,
    "sources": sources.Settings,
    "library": library.Settings,
}
#: The suite on one machine says these, and containers do not: a clock to play with.
ONE_MACHINE_ONLY = {"CLOCK_OFFSET_FILE"}
#: Named after no setting, but by one: keys and documents.
NAMED = {"service_key.jwk", "signing_keys.json", "service_keys.json", "settings.json"}
IN_CONTAINER = "/run/secrets/"

Services = dict[str, dict[str, Any]]


def load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def settings_file(path: Path) -> dict[str, str]:
    """Return what a file of variables says, without what is commented out."""
    lines = (line.partition("=") for line in path.read_text().splitlines() if re.match(r"[A-Z_]+=", line))
    return {name: value for name, _, value in lines}


EXAMPLE = settings_file(ROOT / ".env.example")


def filled(value: Any, known: dict[str, str]) -> Any:
    """Return what compose makes of a value: `${NAME}`, `${NAME:-otherwise}`, `${NAME:?why}`."""
    if isinstance(value, dict):
        return {key: filled(one, known) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, known) for one in value]
    if not isinstance(value, str):
        return value

    def put(found: re.Match[str]) -> str:
        name, how, otherwise = found.groups()
        if how == "?":
            assert known.get(name), f"{name} is needed"
        return known.get(name) or otherwise or ""

    return re.sub(r"\$\{([A-Z_]+)(?::([-?])([^}]*))?\}", put, value)


def services(known: dict[str, str] | None = None) -> Services:
    found: Services = filled(COMPOSE["services"], EXAMPLE if known is None else known)
    return found


def settings_class(service: dict[str, Any]) -> type[DatabaseSettings] | None:
    """Return what reads a container's environment, if it is a program of ours with settings."""
    match service.get("command"):
        case ["gateway.proxy"]:
            return DoorSettings
        case ["servicekit", package, _]:
            found: type[DatabaseSettings] = importlib.import_module(f"{package}.main").service.settings
            return found
    return None


OURS = [name for name, service in COMPOSE["services"].items() if settings_class(service)]


def secrets_of(service: dict[str, Any]) -> str:
    """Return the folder of secrets that a container finds."""
    (folder,) = (volume.split(":")[0] for volume in service["volumes"] if volume.endswith(":/run/secrets:ro"))
    return folder.rpartition("/")[2]


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("secrets")
    load(DEPLOY / "make_secrets.py").make(folder, EXAMPLE["PUBLIC_URL"])
    return folder


def unknown(service: dict[str, Any]) -> set[str]:
    """Return the variables and secrets of a container that its settings do not know."""
    settings = settings_class(service)
    assert settings
    return {name for name in service["environment"] if name.lower() not in settings.model_fields}


def read(service: dict[str, Any], secrets: Path, monkeypatch: pytest.MonkeyPatch) -> DatabaseSettings:
    """Return a container's settings as the program in it reads them."""
    settings = settings_class(service)
    assert settings
    for name in settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in service["environment"].items():
        monkeypatch.setenv(name, value)
    return settings(_secrets_dir=secrets / secrets_of(service))  # type: ignore[call-arg]


@pytest.mark.parametrize("name", OURS)
def test_a_container_is_told_only_what_its_settings_know(name: str) -> None:
    assert unknown(services()[name]) == set()


@pytest.mark.parametrize("name", OURS)
def test_a_container_is_told_all_that_its_settings_need(
    name: str, secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = services()[name]
    settings = read(service, secrets, monkeypatch)

    own = secrets / secrets_of(service)
    assert {file.name for file in own.iterdir()} - NAMED <= set(type(settings).model_fields)
    for value in service["environment"].values():
        if value.startswith(IN_CONTAINER):
            assert (own / value.removeprefix(IN_CONTAINER)).is_file()


def test_what_is_misspelt_or_missing_would_be_found(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = copy.deepcopy(services()["svc-map"])
    service["environment"]["DATABASE_POOLS"] = "5"
    assert unknown(service) == {"DATABASE_POOLS"}

    service["volumes"] = ["./deploy/secrets/prometheus:/run/secrets:ro"]
    (secrets / "prometheus").mkdir()
    with pytest.raises(ValidationError, match="database_url"):
        read(service, secrets, monkeypatch)


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.name)
def test_containers_are_told_what_one_machine_is_told(member: Any, secrets: Path, tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.keys.mkdir()
    suite = Suite(home, dict.fromkeys(names(), 1))
    service = services()[member.name]
    settings = settings_class(service)
    assert settings

    told = {name for name in suite.environment(member) if name.lower() in settings.model_fields}
    files = {file.name.upper() for file in (secrets / secrets_of(service)).iterdir()}
    # Each service proves itself with a key, but the gateway to itself.
    extra = {"SERVICE_KEY_FILE"} if member.name == "gateway" else set()
    assert told - ONE_MACHINE_ONLY - extra <= set(service["environment"]) | files


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.name)
def test_every_service_is_migrated_and_then_serves_and_works(member: Any) -> None:
    found = services()
    commands = {
        member.name: "serve",
        f"{member.name}-work": "work",
        f"{member.name}-migrate": "migrate",
    }

    for name, command in commands.items():
        assert found[name]["command"] == ["servicekit", member.package, command]
        assert found[name]["image"] == f"sanzhi/{member.name}:dev"
        assert secrets_of(found[name]) == member.name
        if command != "migrate":
            first = {f"{member.name}-migrate": {"condition": "service_completed_successfully"}}
            assert found[name]["depends_on"] == first
    assert importlib.util.find_spec(f"{member.package}.seed") is None or f"{member.name}-seed" in found


@pytest.mark.parametrize("mode", ["no keys", "a moved clock", "no bus", "simulators"])
def test_production_refuses_what_only_a_demonstration_may_have(
    mode: str,
    secrets: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    production = services(EXAMPLE | {"MODE": "production"})
    service = production["svc-map"]
    read(service, secrets, monkeypatch)
    if mode == "simulators":
        monkeypatch.setenv("SANZHI_MODE", production["staff"]["environment"]["SANZHI_MODE"])
        monkeypatch.setattr("sys.argv", ["staff", "--port", "1"])
        with pytest.raises(SystemExit, match="2"):
            importlib.import_module("simulators.program").main("staff", staff.Settings, staff.create_app)
        assert "does not start in production" in capsys.readouterr().err
        return
    if mode == "no keys":
        (tmp_path / "svc-map").mkdir()
        (tmp_path / "svc-map" / "database_url").write_text("postgresql+asyncpg://nobody@postgres/nothing")
        secrets = tmp_path
    if mode == "a moved clock":
        service["environment"]["CLOCK_OFFSET_FILE"] = "/tmp/offset"  # noqa: S108 - a name, never opened
    if mode == "no bus":
        del service["environment"]["BUS_URL"]
    with pytest.raises(ValidationError, match="production"):
        read(service, secrets, monkeypatch)


def test_nothing_starts_before_somebody_has_said_in_which_mode() -> None:
    with pytest.raises(AssertionError, match="MODE"):
        services({name: value for name, value in EXAMPLE.items() if name != "MODE"})


def test_no_secret_stands_where_everybody_reads(secrets: Path) -> None:
    everywhere = "".join(
        path.read_text()
        for path in [ROOT / "docker-compose.yml", ROOT / ".env.example", DEPLOY / "Dockerfile"]
    )
    assert not re.search(
        r"(?i)^\s*\w*(password|secret|pwd|vault_keys)\w*:(?!.*(/run/secrets|_FILE))", everywhere, re.M
    )
    for file in secrets.rglob("*"):
        inside = file.relative_to(secrets).parts[0] == "kept"
        if file.is_file():
            assert file.stat().st_mode & 0o777 == (0o600 if inside else 0o444), file
    assert secrets.stat().st_mode & 0o777 == 0o700


def test_secrets_are_kept_and_only_what_follows_from_them_is_made_anew(tmp_path: Path) -> None:
    make = load(DEPLOY / "make_secrets.py").make
    make(tmp_path, "http://127.0.0.1:8000")
    given = tmp_path / "gateway" / "provincial_servicepwd"
    given.unlink()
    given.write_text("what the true provider gave")

    make(tmp_path, "https://sanzhi.example")
    assert given.read_text() == "what the true provider gave"
    for name, settings in SIMULATED.items():
        known = json.loads((tmp_path / name / "settings.json").read_text())
        (application,) = settings.model_validate(known).applications
        assert (
            name in {"sources", "library"}
            or "https://sanzhi.example/api/gateway/v1/sso/" in application.model_dump_json()
        )


def addresses(value: Any) -> Iterator[tuple[str, int]]:
    """Yield every host and port that a value names."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from addresses(one)
    elif isinstance(value, str):
        for host, port in re.findall(r"(?:[a-z+]+://|^|@)([a-z][a-z0-9-]*):(\d{2,5})\b", value):
            yield host, int(port)
        for host, port in re.findall(r'"http://([a-z-]+):(\d+)"', value):
            yield host, int(port)


#: Where the parts that are not ours listen.
LISTENING = {
    "postgres": {5432},
    "kafka": {9092, 9093},
    "otel-collector": {4318, 8889},
    "prometheus": {9090},
    "grafana": {3000},
    **{name: {8000} for name in SIMULATED},
}


#: What says where a program of ours listens.
PORTS = ("PORT", "METRICS_PORT")


def wrong_addresses(found: Services, *more: Any) -> set[tuple[str, int]]:
    """Return the addresses at which nobody listens."""
    ports = dict(LISTENING)
    ports |= {
        name: {int(found[name]["environment"][port]) for port in PORTS if port in found[name]["environment"]}
        for name in OURS
        if found[name]["command"][-1] != "migrate"
    }
    named = {one for part in (*more, *found.values()) for one in addresses(part)}
    return {
        (host, port)
        for host, port in named
        if host not in {"localhost", "sanzhi"} and port not in ports.get(host, ())
    }


def documents() -> dict[str, Any]:
    return {
        str(path.relative_to(DEPLOY)): yaml.safe_load(path.read_text())
        for path in [*DEPLOY.rglob("*.yaml"), *DEPLOY.rglob("*.yml")]
        if not {"node_modules", "check", "secrets"} & set(path.relative_to(DEPLOY).parts)
    }


def test_every_address_is_one_at_which_somebody_listens(secrets: Path) -> None:
    databases = [file.read_text() for file in secrets.glob("*/database_url")]

    assert wrong_addresses(services(), documents(), databases) == set()


def test_a_wrong_address_would_be_found() -> None:
    found = copy.deepcopy(services())
    found["svc-map"]["environment"]["GATEWAY_URL"] = "http://gateway:8001"
    found["door"]["environment"]["UPSTREAMS"] = '{"gateway": "http://gatewai:8000"}'

    assert wrong_addresses(found) == {("gateway", 8001), ("gatewai", 8000)}


def test_the_door_and_the_portal_lead_to_every_service() -> None:
    found = services()

    for name in ("door", "gateway"):
        upstreams = json.loads(found[name]["environment"]["UPSTREAMS"])
        assert upstreams == {member.name: f"http://{member.name}:8000" for member in MEMBERS}


def test_the_door_answers_to_its_public_name_and_to_those_who_come_from_inside() -> None:
    found = services()
    inside = {f"{host}:{port}" for host, port in addresses(list(found.values())) if host == "door"}
    asked = re.search(r"http://([\d.:]+)/", str(found["door"]["healthcheck"]["test"]))

    assert asked
    hosts = set(json.loads(found["door"]["environment"]["ALLOWED_HOSTS"]))
    assert hosts == {EXAMPLE["PUBLIC_HOST"], asked[1], *inside}
    assert EXAMPLE["PUBLIC_URL"] == f"http://{EXAMPLE['PUBLIC_HOST']}"


def test_only_the_door_can_be_reached_by_others() -> None:
    published = {name: service.get("ports", []) for name, service in services().items()}

    assert {name for name, ports in published.items() if ports} == {
        "door",
        "prometheus",
        "grafana",
        *SIMULATED,
    }
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)
    opened = services(EXAMPLE | {"BIND": "0.0.0.0"})  # noqa: S104 - to see that it reaches the door alone
    assert [name for name, one in opened.items() if "0.0.0.0" in str(one.get("ports"))] == ["door"]  # noqa: S104


def test_every_image_has_a_version_or_is_built_here() -> None:
    found = services()
    built = {service["image"] for service in found.values() if "build" in service}

    for service in found.values():
        assert re.search(r":v?\d+\.\d+\.\d+", service["image"]) or service["image"] in built
    kafka = re.search(
        r"<artifactId>kafka_2.13</artifactId>\s*<version>(.+)</version>",
        (DEPLOY / "kafka" / "pom.xml").read_text(),
    )
    assert kafka
    assert found["kafka"]["image"] == f"docker.io/apache/kafka:{kafka[1]}"
    assert found["postgres"]["image"].endswith("-pg18")
    for file in (DEPLOY / "check" / "collector-parts.yaml", DEPLOY / "check" / "images.py"):
        versions = set(re.findall(r"(?:contrib|collector)/\S+[ @]v([\d.]+)", file.read_text()))
        assert versions == {found["otel-collector"]["image"].rpartition(":")[2]}


def test_every_image_of_ours_is_a_stage_of_the_one_dockerfile_and_runs_as_nobody_in_particular() -> None:
    parents = {stage: parent for parent, stage in re.findall(r"(?m)^FROM (\S+) AS (\S+)$", DOCKERFILE)}

    for name, service in services().items():
        if "build" not in service:
            continue
        made = service["build"]
        assert (ROOT / made["dockerfile"]).is_file()
        folder = made.get("args", {}).get("SERVICE", "simulators")
        assert (ROOT / folder / "pyproject.toml").is_file(), name
        stage = made["target"]
        while stage not in {"runtime", "python"}:
            stage = parents[stage]
        assert stage == "runtime", f"{name} does not build on the stage that has a user"
    runtime = DOCKERFILE.partition(" AS runtime\n")[2]
    assert "USER 10001:10001" in runtime.partition("FROM ")[0]
    assert "USER" not in runtime.partition("FROM ")[2]


def test_every_file_and_volume_that_is_mounted_is_there(secrets: Path) -> None:
    for name, service in services().items():
        for volume in service.get("volumes", []):
            source, target = volume.split(":")[:2]
            if target == "/run/secrets":
                assert any((secrets / source.rpartition("/")[2]).iterdir()), name
            else:
                assert source in COMPOSE["volumes"] or (ROOT / source).exists(), f"{name}: {volume}"


def test_everything_a_service_waits_for_is_there() -> None:
    found = services()

    for name, service in found.items():
        for other in service.get("depends_on", ()):
            assert other in found, f"{name} waits for {other}"
            # A container of the ordinary start may not wait for one that only the demonstration has.
            assert "profiles" in service or "profiles" not in found[other]


def test_postgresql_is_given_every_database_and_extension() -> None:
    script = (DEPLOY / "postgres" / "databases.sh").read_text()
    made = {
        words.split()[0]: tuple(words.split()[1:]) for words in re.findall(r"(?m)^database (.+)$", script)
    }

    assert made == {member.package: member.extensions for member in MEMBERS}


def unconnected(collector: dict[str, Any]) -> set[str]:
    """Return the parts that a collector's pipelines name and nothing defines, or the other way round."""
    kinds = ("receivers", "processors", "exporters", "connectors")
    defined = {part for kind in kinds for part in collector.get(kind, {})}
    used = {
        part
        for pipeline in collector["service"]["pipelines"].values()
        for kind in kinds
        for part in pipeline.get(kind, ())
    }
    return defined ^ used


def test_the_collectors_pipelines_are_connected_and_to_whom_services_speak() -> None:
    collector = documents()["otel/collector.yaml"]

    assert unconnected(collector) == set()
    assert set(collector["service"]["extensions"]) == set(collector["extensions"])
    assert collector["receivers"]["otlp"]["protocols"]["http"]["endpoint"].endswith(":4318")
    assert collector["exporters"]["prometheus"]["endpoint"].endswith(":8889")
    broken = copy.deepcopy(collector)
    broken["service"]["pipelines"]["traces"]["exporters"] = ["jaeger"]
    assert "jaeger" in unconnected(broken)
    parts = (DEPLOY / "check" / "collector-parts.yaml").read_text()
    for kind in ("receivers", "processors", "exporters", "connectors", "extensions"):
        assert all(part.replace("_", "") in parts for part in collector[kind])


def test_prometheus_asks_everything_of_ours_that_runs() -> None:
    jobs = {job["job_name"]: job for job in documents()["prometheus/prometheus.yml"]["scrape_configs"]}
    asked = {name: job["static_configs"][0]["targets"] for name, job in jobs.items()}
    public = services()["door"]["ports"][0].rpartition(":")[2]

    assert asked["services"] == [f"{member.name}:8000" for member in MEMBERS]
    assert asked["work"] == [f"{member.name}-work:8000" for member in MEMBERS]
    assert asked["door"] == [f"door:{services()['door']['environment']['METRICS_PORT']}"]
    assert asked["door"] != [f"door:{public}"]


def test_the_dashboard_shows_what_prometheus_is_told() -> None:
    (source,) = documents()["grafana/provisioning/datasources/prometheus.yaml"]["datasources"]
    (provider,) = documents()["grafana/provisioning/dashboards/suite.yaml"]["providers"]
    dashboard = json.loads((DEPLOY / "grafana" / "dashboards" / "suite.json").read_text())
    grafana = services()["grafana"]

    assert f"./deploy/grafana/dashboards:{provider['options']['path']}:ro" in grafana["volumes"]
    home = Path(grafana["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert (DEPLOY / "grafana" / "dashboards" / home.name).is_file()
    assert len({panel["title"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    measured = (
        r"^(up|http_server_request_duration_seconds|spans_(calls|duration)|process_(resident|cpu)"
        r"|door_(request_duration_seconds|connections|upstream_broken)|events_(sent|heard)_total)"
    )
    for panel in dashboard["panels"]:
        assert panel["datasource"]["uid"] == source["uid"]
        for target in panel["targets"]:
            names = re.findall(r"\b([a-z_]+)(?:\{|\[)", target["expr"])
            assert names, panel["title"]
            assert all(re.match(measured, name) for name in names), target["expr"]


def test_a_build_sees_no_more_than_it_needs() -> None:
    said = (ROOT / ".dockerignore").read_text().splitlines()

    assert next(line for line in said if not line.startswith("#")) == "*"
    wanted = {line.removeprefix("!") for line in said if line.startswith("!")}
    copied = {
        source for line in re.findall(r"(?m)^COPY (?!--)(.+)$", DOCKERFILE) for source in line.split()[:-1]
    }
    for source in copied - {"${SERVICE}"}:
        assert any(source == one or source.startswith(f"{one}/") for one in wanted), source
    assert not any("secrets" in one for one in wanted)
