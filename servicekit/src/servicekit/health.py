"""Whether the process lives, and whether it can serve."""

import asyncio
import time

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import async_sessionmaker
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from servicekit.telemetry import metrics_page

PATIENCE = 2.0  # seconds for the database to answer
FAILURES = 2  # in a row before we say that we are not ready


class Readiness:
    """Asks the database, with hysteresis: one slow answer does not take a service away."""

    def __init__(self) -> None:
        self._failures = 0
        self._asked_at = 0.0

    async def is_ready(self, sessions: async_sessionmaker) -> bool:  # type: ignore[type-arg]
        """Return whether requests can be served; asks at most twice a second."""
        if time.monotonic() - self._asked_at > 0.5:  # noqa: PLR2004
            self._asked_at = time.monotonic()
            try:
                async with asyncio.timeout(PATIENCE), sessions() as session:
                    await session.execute(text("select 1"))
                self._failures = 0
            except Exception:  # noqa: BLE001 - any failure means the same
                self._failures += 1
        return self._failures < FAILURES


async def livez(_request: Request) -> Response:
    """Say that the process lives."""
    return JSONResponse({"status": "alive"})


def probes() -> Starlette:
    """Return what a process answers that has no addresses of its own: whether it lives, and how it is."""
    return Starlette(routes=[Route("/livez", livez), Route("/metrics", metrics_page)])


def install(app: FastAPI) -> None:
    """Add `/livez`, which touches no dependency, and `/readyz`, which tells the truth."""
    readiness = Readiness()

    async def readyz(request: Request) -> Response:
        ready = await readiness.is_ready(request.app.state.sessions)
        return JSONResponse({"status": "ready" if ready else "not ready"}, 200 if ready else 503)

    app.add_route("/livez", livez, include_in_schema=False)
    app.add_route("/readyz", readyz, include_in_schema=False)
