"""Wires svc-kiosk together; nothing happens on import."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from servicekit import Service
from svc_kiosk.alarms import router as alarms
from svc_kiosk.alarms.events import ALARMS
from svc_kiosk.calendar.consumers import consumers as calendar
from svc_kiosk.db import Base
from svc_kiosk.devices import router as devices
from svc_kiosk.devices.events import DEVICES
from svc_kiosk.devices.jobs import jobs as device_jobs
from svc_kiosk.devices.service import all_devices
from svc_kiosk.examples import EXAMPLES
from svc_kiosk.heartbeats import router as heartbeats
from svc_kiosk.heartbeats.service import Intake
from svc_kiosk.holdings import router as holdings
from svc_kiosk.items.consumers import consumers as items
from svc_kiosk.presence import router as presence
from svc_kiosk.presence.jobs import jobs as presence_jobs
from svc_kiosk.settings import Settings


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open what lives as long as the application: the intake of heartbeats."""
    app.state.intake = Intake(app.state.sessions, app.state.settings)
    yield


service = Service(
    name="svc-kiosk",
    base=Base,
    settings=Settings,
    examples=EXAMPLES,
    routers=[devices.router, alarms.router, heartbeats.router, presence.router, holdings.router],
    publishes=[DEVICES, ALARMS],
    consumers=items.including(calendar),
    jobs=presence_jobs.including(device_jobs),
    current=[all_devices],
    lifespan=lifespan,
)
