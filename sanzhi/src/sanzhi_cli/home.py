"""The data folder: everything that outlives one run of the suite on one machine."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sanzhi_cli.private_files import write_private


class AlreadyRunning(Exception):
    """Another `sanzhi up` works with this data folder."""


class NotRunning(Exception):
    """No `sanzhi up` works with this data folder."""


class Home:
    """The paths of one data folder, and who works with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.postgres = self.folder / "postgres"
        self.kafka = self.folder / "kafka"
        self.keys = self.folder / "keys"
        self.logs = self.folder / "logs"
        self.media = self.folder / "media"
        self.clock_offset = self.folder / "clock-offset"
        self._run = self.folder / "run.json"
        self._seeded = self.folder / "seeded.json"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other runs away, until this process and all its children have ended.

        Raises:
            AlreadyRunning: another run holds it.

        """
        self.folder.mkdir(parents=True, exist_ok=True)
        # As root, PostgreSQL runs as somebody else who must pass through.
        self.folder.chmod(0o711)
        for folder in (self.keys, self.logs):
            folder.mkdir(mode=0o700, exist_ok=True)
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunning(f"Sanzhi already runs with {self.folder}.") from None
            yield
            self._run.unlink(missing_ok=True)
        finally:
            os.close(lock)

    def remember_run(self, run: dict[str, Any]) -> None:
        """Leave word for other commands where everything of this run is."""
        write_private(self._run, json.dumps(run, indent=2))

    def run(self) -> dict[str, Any]:
        """Return what the present run has left word of.

        Raises:
            NotRunning: there is none.

        """
        try:
            found: dict[str, Any] = json.loads(self._run.read_text())
            os.kill(found["pid"], 0)
        except (FileNotFoundError, ProcessLookupError):
            raise NotRunning(f"Sanzhi does not run with {self.folder}: start it with `sanzhi up`.") from None
        return found

    def seeded(self) -> list[str]:
        """Return which services have been filled."""
        names: list[str] = json.loads(self._seeded.read_text()) if self._seeded.exists() else []
        return names

    def remember_seeded(self, name: str) -> None:
        """Note that a service has been filled."""
        write_private(self._seeded, json.dumps(sorted({*self.seeded(), name})))
