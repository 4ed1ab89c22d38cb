"""Wires svc-catalog together; nothing happens on import."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from servicekit import Service
from svc_catalog.arrivals import router as arrivals
from svc_catalog.asked.jobs import jobs as asked_jobs
from svc_catalog.asked.service import Tally
from svc_catalog.batches import router as batches
from svc_catalog.calendar import router as calendar
from svc_catalog.calendar.events import CALENDAR, all_years
from svc_catalog.changes import router as changes
from svc_catalog.codes import router as codes
from svc_catalog.compilations import router as compilations
from svc_catalog.db import Base
from svc_catalog.demands import router as demands
from svc_catalog.departments import router as departments
from svc_catalog.directory import router as directory
from svc_catalog.drift import router as drift
from svc_catalog.drift.jobs import jobs as drift_jobs
from svc_catalog.examples import EXAMPLES
from svc_catalog.exchange import router as exchange
from svc_catalog.exchange.jobs import jobs as exchange_jobs
from svc_catalog.feeds import router as feeds
from svc_catalog.feeds.jobs import jobs as feed_jobs
from svc_catalog.gaps import router as gaps
from svc_catalog.items import router as items
from svc_catalog.items.events import ITEMS
from svc_catalog.items.service import all_items
from svc_catalog.links import router as links
from svc_catalog.lists import router as lists
from svc_catalog.lists.consumers import consumers as list_consumers
from svc_catalog.media import router as media
from svc_catalog.merges import router as merges
from svc_catalog.navigations import router as navigations
from svc_catalog.policies import router as policies
from svc_catalog.proposals import router as proposals
from svc_catalog.regions import router as regions
from svc_catalog.renewals import router as renewals
from svc_catalog.revisions import router as revisions
from svc_catalog.revisions.jobs import jobs as revision_jobs
from svc_catalog.rounds import router as rounds
from svc_catalog.scenes import router as scenes
from svc_catalog.search import router as search
from svc_catalog.search.consumers import consumers as search_consumers
from svc_catalog.search.jobs import jobs as search_jobs
from svc_catalog.search.library import Library
from svc_catalog.settings import Settings
from svc_catalog.sheets import router as sheets
from svc_catalog.sheets.jobs import jobs as sheet_jobs
from svc_catalog.situations import router as situations
from svc_catalog.subscriptions import router as subscriptions
from svc_catalog.subscriptions.jobs import jobs as subscription_jobs
from svc_catalog.synonyms import router as synonyms
from svc_catalog.themes import router as themes
from svc_catalog.todos import router as todos
from svc_catalog.uploads import router as uploads
from svc_catalog.uploads.jobs import jobs as upload_jobs
from svc_catalog.visits import router as visits
from svc_catalog.visits.jobs import jobs as visit_jobs


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open what lives as long as the application: the index of search, and what was asked of it."""
    app.state.library, app.state.tally = Library(), Tally()
    await app.state.library.open(app.state.sessions)
    yield
    async with app.state.sessions.begin() as session:
        await app.state.tally.write(session, at_once=True)


service = Service(
    name="svc-catalog",
    base=Base,
    settings=Settings,
    examples=EXAMPLES,
    routers=[
        regions.router,
        departments.router,
        themes.router,
        directory.router,
        items.router,
        revisions.router,
        todos.router,
        exchange.router,
        feeds.router,
        arrivals.router,
        merges.router,
        drift.router,
        search.router,
        gaps.router,
        synonyms.router,
        calendar.router,
        navigations.router,
        situations.router,
        scenes.router,
        lists.router,
        rounds.router,
        proposals.router,
        renewals.router,
        policies.router,
        compilations.router,
        subscriptions.router,
        sheets.router,
        demands.router,
        uploads.router,
        media.router,
        batches.router,
        visits.router,
        codes.router,
        links.router,
        changes.router,
    ],
    consumers=search_consumers.including(list_consumers),
    jobs=exchange_jobs.including(
        feed_jobs,
        drift_jobs,
        revision_jobs,
        search_jobs,
        asked_jobs,
        sheet_jobs,
        subscription_jobs,
        upload_jobs,
        visit_jobs,
    ),
    publishes=[ITEMS, CALENDAR],
    current=[all_items, all_years],
    lifespan=lifespan,
    hot=[ITEMS],
)
