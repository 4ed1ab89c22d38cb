"""Wires svc-filing together; nothing happens on import."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from servicekit import Service
from svc_filing.calendar.consumers import consumers as calendar
from svc_filing.cases import router as cases
from svc_filing.cases.events import CASES
from svc_filing.cases.jobs import jobs
from svc_filing.db import Base
from svc_filing.desk import router as desk
from svc_filing.documents import router as documents
from svc_filing.evaluations.events import EVALUATIONS
from svc_filing.examples import EXAMPLES
from svc_filing.holdings import router as holdings
from svc_filing.items.consumers import consumers as items
from svc_filing.news import router as news
from svc_filing.news.watcher import watching
from svc_filing.settings import Settings
from svc_filing.sources.clients import Sources


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open what lives as long as the application: the sources' secret and the news."""
    app.state.sources = Sources(app.state.settings)
    async with watching(app.state.sessions) as app.state.watcher:
        yield


service = Service(
    name="svc-filing",
    base=Base,
    settings=Settings,
    examples=EXAMPLES,
    routers=[cases.router, desk.router, documents.router, news.router, holdings.router],
    publishes=[CASES, EVALUATIONS],
    consumers=items.including(calendar),
    jobs=jobs,
    lifespan=lifespan,
)
