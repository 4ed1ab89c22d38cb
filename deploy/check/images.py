# ruff: noqa: INP001, S603, S607, T201 - part of a script
"""The images of the check: stand-ins of those that others make, and our own from the one Dockerfile."""

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

import yaml

from sanzhi_cli.kafka import fetch_jars
from sanzhi_cli.postgres import installation

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TOOLS = ROOT / ".tools" / "compose"
PACKAGES = ("podman", "buildah", "runc", "debootstrap", "netavark", "aardvark-dns", "iptables")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
#: Of these nothing can be had without a registry of images.
LEFT_OUT = ("grafana",)
DEBIAN = "docker.io/library/debian:12-slim"
COLLECTOR_BUILDER = "go.opentelemetry.io/collector/cmd/builder@v0.155.0"


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
