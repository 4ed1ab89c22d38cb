"""Wires svc-helpdesk together; nothing happens on import."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from servicekit import Service
from svc_helpdesk.alarms import router as alarms
from svc_helpdesk.alarms.consumers import consumers as alarm_consumers
from svc_helpdesk.db import Base
from svc_helpdesk.examples import EXAMPLES
from svc_helpdesk.handovers import router as handovers
from svc_helpdesk.handovers.jobs import jobs
from svc_helpdesk.holdings import router as holdings
from svc_helpdesk.knowledge import router as knowledge
from svc_helpdesk.knowledge.consumers import consumers as items
from svc_helpdesk.knowledge.events import KNOWLEDGE
from svc_helpdesk.questions import router as questions
from svc_helpdesk.questions.service import Library
from svc_helpdesk.settings import Settings
from svc_helpdesk.tasks import router as tasks


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open what lives as long as the application: the names by which items are found."""
    app.state.library = Library()
    yield


service = Service(
    name="svc-helpdesk",
    base=Base,
    settings=Settings,
    examples=EXAMPLES,
    routers=[
        questions.router,
        handovers.router,
        knowledge.router,
        tasks.router,
        alarms.router,
        holdings.router,
    ],
    publishes=[KNOWLEDGE],
    consumers=items.including(alarm_consumers),
    jobs=jobs,
    lifespan=lifespan,
)
