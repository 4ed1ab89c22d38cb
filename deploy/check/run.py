# ruff: noqa: INP001, S603, T201 - a script that starts programs and talks to a terminal
"""Runs the suite of docker-compose.yml in containers and walks the story through them: `make compose-check`.

For Debian without a Docker engine and without a registry of images, as root: podman and
buildah build stand-ins of the base images here (the other files of this folder), then
deploy/Dockerfile as it is, then podman-compose starts docker-compose.yml as it is. What
cannot be had here, Grafana, is left out and named in the result. Images stay for the
next time; containers and data do not. Writes deploy/check/result.json.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from images import COMPOSE, HERE, ROOT, TOOLS, images, run, stand_ins, step, tools
from story import walk

from sanzhi_cli.ports import Ports

PROJECT = "sanzhi-check"
DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "dashboards" / "suite.json").read_text())
READY_SECONDS = 600


class Containers:
    """The running suite."""

    def __init__(self, folder: Path) -> None:
        ports = Ports(20_000 + os.getpid() % 10_000)
        self.ports = {
            name: ports.next()
            for name in ("public", "provincial", "staff", "sources", "library", "prometheus")
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
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # or containers would stay behind
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
