"""A real Apache Kafka of one node, from Maven Central's jars, without a container.

`python -m sanzhi_cli.kafka` (`make kafka`) runs it in the foreground; tests and
drills start, kill and restart it through `Kafka`. deploy/kafka/ holds its settings.
"""

import argparse
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sanzhi_cli.offspring import die_with_parent
from sanzhi_cli.ports import free_port, is_free

ROOT = Path(__file__).resolve().parents[3]
SETTINGS = ROOT / "deploy" / "kafka"
TOOLS = ROOT / ".tools"
JARS = TOOLS / "kafka"

OLDEST_JAVA = 17
START_SECONDS = 60.0
STOP_SECONDS = 20.0
#: A broker whose free port was taken by somebody else in between gets another.
PORT_TRIES = 3
USUAL_PORT = 9092
#: Its last words before it serves. A port that answers would prove nothing: another may hold it.
IS_UP = "Kafka Server started"


class KafkaFailed(Exception):
    """Kafka cannot run here; the message says in one sentence why."""


class Kafka:
    """One broker over one data folder, kept between starts.

    A started broker belongs to the thread that started it and ends with that. After
    `stop` or `kill` it may be started again, at the same address.
    """

    def __init__(self, data_dir: Path, port: int | None = None) -> None:
        self.data_dir = Path(data_dir).absolute()
        self._wanted_port = port
        self._port: int | None = port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The broker's process, or `None` when it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> str:
        """Return the broker's address once it accepts connections.

        Raises:
            KafkaFailed: Java or Maven is missing, or the broker gave up.

        """
        if self.pid is not None:
            return f"127.0.0.1:{self._port}"
        java = find_java()
        jars = fetch_jars()
        self.data_dir.mkdir(parents=True, exist_ok=True)
        for attempt in range(1, PORT_TRIES + 1):
            port = self._port or free_port()
            settings = self._write_settings(port)
            self._format(java, jars, settings)
            if self._run(java, jars, settings):
                self._port = port
                return f"127.0.0.1:{port}"
            if self._wanted_port is not None or attempt == PORT_TRIES:
                break
            self._port = None
        raise KafkaFailed(f"Kafka did not start: {self._last_words()}")

    def stop(self) -> None:
        """End the broker in good order; everything it acknowledged is kept."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None

    def kill(self) -> None:
        """End the broker as a power cut would (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = None

    def wait(self) -> int:
        """Return the broker's exit code once it has ended by itself."""
        return self._process.wait() if self._process is not None else 0

    def _write_settings(self, port: int) -> Path:
        path = self.data_dir / "server.properties"
        controller = free_port()
        own = (
            f"log.dirs={self.data_dir / 'records'}\n"
            f"listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}\n"
            f"advertised.listeners=PLAINTEXT://127.0.0.1:{port}\n"
            f"controller.quorum.voters=1@127.0.0.1:{controller}\n"
        )
        path.write_text((SETTINGS / "server.properties").read_text() + "\n" + own)
        return path

    def _format(self, java: str, jars: Path, settings: Path) -> None:
        """Give the data folder its cluster id, once in its life."""
        if (self.data_dir / "records" / "meta.properties").exists():
            return
        cluster = urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")
        done = subprocess.run(
            [*self._command(java, jars, heap="128m"), "kafka.tools.StorageTool", "format",
             f"--cluster-id={cluster}", f"--config={settings}"],  # an id may begin with a dash
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise KafkaFailed(f"Kafka could not prepare {self.data_dir}: {done.stderr.strip()[-500:]}")

    def _run(self, java: str, jars: Path, settings: Path) -> bool:
        """Start the broker; tell whether it came up."""
        console_log = self.data_dir / "console.log"
        with console_log.open("wb") as console:
            # A session of its own: Ctrl-C at the terminal reaches us, and we stop it.
            self._process = subprocess.Popen(
                [*self._command(java, jars, heap="512m"), "kafka.Kafka", str(settings)],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console, start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - one system call, no lock
            )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            if IS_UP in console_log.read_text(errors="replace"):
                return True
            time.sleep(0.05)
        self.kill()
        return False

    def _command(self, java: str, jars: Path, heap: str) -> list[str]:
        return [
            java, f"-Xmx{heap}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true",
            f"-Dlog4j2.configurationFile={SETTINGS / 'log4j2.properties'}",
            f"-Dsanzhi.kafka.data={self.data_dir}",
            "-cp", f"{jars}/*",
        ]  # fmt: skip

    def _last_words(self) -> str:
        for name in ("broker.log", "console.log"):
            path = self.data_dir / name
            lines = path.read_text(errors="replace").splitlines() if path.exists() else []
            said = [line for line in lines if re.search(r"ERROR|FATAL|Exception|Error", line)]
            if said:
                return said[-1][-500:]
        return f"it said nothing; see {self.data_dir}"


def find_java() -> str:
    """Return the Java to run Kafka with.

    Raises:
        KafkaFailed: there is none, or it is too old.

    """
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else None
    java = java or shutil.which("java")
    if java is None:
        raise KafkaFailed(f"Kafka needs Java {OLDEST_JAVA}: install it (Debian: default-jre-headless).")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < OLDEST_JAVA:
        raise KafkaFailed(f"Kafka needs Java {OLDEST_JAVA} or newer, and {java} is older.")
    return java


def fetch_jars() -> Path:
    """Return the folder with Kafka's jars, fetched once per deploy/kafka/pom.xml.

    Raises:
        KafkaFailed: Maven is missing, or could not fetch them.

    """
    pom = SETTINGS / "pom.xml"
    wanted = hashlib.sha256(pom.read_bytes()).hexdigest()
    stamp = JARS / "stamp"
    with alone(TOOLS / "kafka.lock"):
        if stamp.exists() and stamp.read_text() == wanted:
            return JARS
        maven = shutil.which("mvn")
        if maven is None:
            raise KafkaFailed("Kafka's jars are fetched by Maven: install it (Debian: maven).")
        shutil.rmtree(JARS, ignore_errors=True)
        done = subprocess.run(
            [maven, "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={JARS}"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise KafkaFailed(f"Maven could not fetch Kafka's jars: {done.stdout.strip()[-500:]}")
        stamp.write_text(wanted)
    return JARS


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold the file lock, so that two processes never fetch at once."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def main(arguments: list[str] | None = None) -> int:
    """Run one Kafka in the foreground until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(prog="make kafka", description="Run one Apache Kafka on this machine.")
    parser.add_argument("--data", type=Path, default=ROOT / ".sanzhi" / "kafka", help="folder of its records")
    parser.add_argument("--port", type=int, help=f"default: {USUAL_PORT}, or any free one if that is taken")
    chosen = parser.parse_args(arguments)
    port = chosen.port or (USUAL_PORT if is_free(USUAL_PORT) else None)
    kafka = Kafka(chosen.data, port)
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    try:
        address = kafka.start()
        print(
            f"Kafka is ready: BUS_URL=kafka://{address}   (records in {chosen.data}; Ctrl-C stops it)",
            flush=True,
        )
        kafka.wait()
    except KafkaFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Kafka stops.", flush=True)
        return 0
    else:
        print(f"Kafka ended by itself; see {chosen.data / 'broker.log'}.", file=sys.stderr)
        return 1
    finally:
        kafka.stop()


if __name__ == "__main__":
    sys.exit(main())
