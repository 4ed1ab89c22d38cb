"""Wires svc-catalog together; nothing happens on import."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from servicekit import Service
from svc_catalog.calendar import router as calendar
from svc_catalog.calendar.events import CALENDAR, all_years
from svc_catalog.db import Base
from svc_catalog.departments import router as departments
from svc_catalog.exchange import router as exchange
from svc_catalog.exchange.jobs import jobs as exchange_jobs
from svc_catalog.items import router as items
from svc_catalog.items.events import ITEMS
from svc_catalog.items.service import all_items
from svc_catalog.regions import router as regions
from svc_catalog.search import router as search
from svc_catalog.search.service import Library
from svc_catalog.themes import router as themes


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open what lives as long as the application: the index of search."""
    app.state.library = Library()
    yield


service = Service(
    name="svc-catalog",
    base=Base,
    routers=[
        regions.router,
        departments.router,
        themes.router,
        items.router,
        exchange.router,
        search.router,
        calendar.router,
    ],
    jobs=exchange_jobs,
    publishes=[ITEMS, CALENDAR],
    current=[all_items, all_years],
    lifespan=lifespan,
)
