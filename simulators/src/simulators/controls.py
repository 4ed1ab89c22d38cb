"""What one may do to any simulator: move its clock, switch it off, put it back, read its settings."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.types import ASGIApp, Receive, Scope, Send

from simulators.program import Document


@dataclass
class Clock:
    """The provider's own clock; an offset makes it run ahead or behind."""

    offset_seconds: float = 0

    def now(self) -> datetime:
        """Return the provider's time in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.offset_seconds)

    def timestamp(self) -> float:
        """Return the provider's time in seconds since 1970."""
        return self.now().timestamp()


@dataclass
class Controls:
    """The switches of one running simulator."""

    settings: Document
    restart: Callable[[], None]
    clock: Clock = field(default_factory=Clock)
    off: bool = False

    def reset(self) -> None:
        """Put the simulator back to where it started."""
        self.clock.offset_seconds = 0
        self.off = False
        self.restart()


class Outage:
    """Answers 503 in front of a simulator that is switched off, but for its switches and its pulse."""

    def __init__(self, app: ASGIApp, controls: Controls) -> None:
        self._app = app
        self._controls = controls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] == "http" and self._controls.off and not _always_answered(scope["path"]):
            answer = JSONResponse({"message": "Service Unavailable"}, status_code=503)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _always_answered(path: str) -> bool:
    return path == "/livez" or path.startswith("/_sim/")


class ClockMove(BaseModel):
    """How far the provider's clock runs ahead."""

    offset_seconds: float


class Switch(BaseModel):
    """Whether the provider is off."""

    off: bool


router = APIRouter()


def application(title: str, controls: Controls, *routers: APIRouter) -> FastAPI:
    """Return a simulator with its routes and its controls; it has no reading page of its own."""
    app = FastAPI(title=title, openapi_url=None)
    app.state.controls = controls
    for part in (router, *routers):
        app.include_router(part)
    app.add_middleware(Outage, controls=controls)
    return app


def controls_of(request: Request) -> Controls:
    """Return the switches of the simulator that got this request."""
    controls: Controls = request.app.state.controls
    return controls


@router.get("/livez")
async def livez() -> dict[str, str]:
    """Tell that the program runs."""
    return {"status": "ok"}


@router.get("/_sim/config")
async def config(request: Request) -> Any:
    """Return the settings in force."""
    return controls_of(request).settings.model_dump()


@router.get("/_sim/clock")
async def clock(request: Request) -> dict[str, Any]:
    """Return the provider's time and how far it is off."""
    current = controls_of(request).clock
    return {"offset_seconds": current.offset_seconds, "now": current.now().isoformat()}


@router.post("/_sim/clock")
async def move_clock(request: Request, move: ClockMove) -> dict[str, Any]:
    """Let the provider's clock run ahead (positive) or behind."""
    controls_of(request).clock.offset_seconds = move.offset_seconds
    return await clock(request)


@router.post("/_sim/outage")
async def switch_off(request: Request, switch: Switch) -> Switch:
    """Switch the provider off or on."""
    controls_of(request).off = switch.off
    return switch


@router.post("/_sim/reset")
async def reset(request: Request) -> dict[str, str]:
    """Put everything back to where it started."""
    controls_of(request).reset()
    return {"status": "reset"}
