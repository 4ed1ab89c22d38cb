"""Wires svc-workforce together; nothing happens on import."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from servicekit import Service
from svc_workforce.db import Base
from svc_workforce.examples import EXAMPLES
from svc_workforce.people import router as people
from svc_workforce.people.events import STAFF
from svc_workforce.people.service import all_people
from svc_workforce.settings import Settings
from svc_workforce.syncs import router as syncs
from svc_workforce.syncs.clients import StaffPlatform
from svc_workforce.syncs.jobs import jobs


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open what lives as long as the application: the platform's access token."""
    app.state.platform = StaffPlatform(app.state.http, app.state.settings)
    yield


service = Service(
    name="svc-workforce",
    base=Base,
    settings=Settings,
    examples=EXAMPLES,
    routers=[syncs.router, people.router],
    publishes=[STAFF],
    jobs=jobs,
    current=[all_people],
    lifespan=lifespan,
)
