"""What the sharing platform keeps while it runs: secrets, records, switches and calls."""

import secrets
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from simulators.controls import Clock
from simulators.data import load
from simulators.sources.settings import Application, Settings

Source = Literal["fund", "property", "marriage"]
SOURCES: tuple[Source, ...] = ("fund", "property", "marriage")


class Off(BaseModel):
    """Whether a source is switched off: how it fails, and for whom (nobody named: for all)."""

    model_config = ConfigDict(extra="forbid")

    off: bool = False
    mode: Literal["503", "timeout"] = "503"
    cardIds: list[str] = Field(default_factory=list)  # noqa: N815

    def strikes(self, card_id: str) -> bool:
        """Tell whether a call about this person fails."""
        return self.off and (not self.cardIds or card_id in self.cardIds)


@dataclass
class Secrets:
    """The secrets of one application, as pairs of value and last moment; older ones stay good until then."""

    refresh: dict[str, float] = field(default_factory=dict)
    request: dict[str, float] = field(default_factory=dict)


class Applications:
    """Who may call a sharing platform, and the secrets that were handed out to them."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        # Kept by a reset: who holds a secret goes on using it.
        self._secrets: dict[str, Secrets] = {}

    def application(self, app_key: str) -> Application | None:
        """Return the application with this key, or `None`."""
        return next((one for one in self.settings.applications if one.app_key == app_key), None)

    def secrets_of(self, application: Application) -> Secrets:
        """Return the secrets that were handed out to an application."""
        return self._secrets.setdefault(application.app_key, Secrets())

    def hand_out(self, application: Application) -> dict[str, Any]:
        """Return a new pair of secrets with their last moments in milliseconds."""
        now = self.clock.timestamp()
        refresh, request = secrets.token_hex(16), secrets.token_hex(16)
        known = self.secrets_of(application)
        known.refresh[refresh] = now + self.settings.refresh_seconds
        known.request[request] = now + self.settings.request_seconds
        return {
            "refreshSecret": refresh,
            "refreshSecretEndTime": int(known.refresh[refresh] * 1000),
            "requestSecret": request,
            "requestSecretEndTime": int(known.request[request] * 1000),
        }


class Platform(Applications):
    """All that changes while the simulator runs."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        super().__init__(settings, clock)
        self.restart()

    def restart(self) -> None:
        """Forget everything that happened since the start, but not the secrets handed out."""
        self.records: dict[Source, dict[str, dict[str, Any]]] = {
            source: {row["cardId"]: row for row in rows} for source, rows in load("records").items()
        }
        for source in SOURCES:
            for card_id, changes in self.settings.records.get(source, {}).items():
                self.change(source, card_id, changes)
        self.switches: dict[Source, Off] = {source: Off() for source in SOURCES}
        self.calls: list[dict[str, Any]] = []

    def change(self, source: Source, card_id: str, changes: dict[str, Any]) -> dict[str, Any]:
        """Replace fields of a person's record, or start one, and return it."""
        record = self.records[source].get(card_id, {"name": ""}) | changes | {"cardId": card_id}
        self.records[source][card_id] = record
        return record


def _platform(request: Request) -> Platform:
    platform: Platform = request.app.state.platform
    return platform


Here = Annotated[Platform, Depends(_platform)]
