"""Builds a runnable service from the few things that make it different."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase
from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from servicekit import auth, health, web
from servicekit.audit import record_refusal
from servicekit.bus import TopicSpec
from servicekit.clock import Clock, ShiftedClock, utc_now
from servicekit.consumer import Consumers
from servicekit.db import connect
from servicekit.deadlines import Jobs
from servicekit.door import Door
from servicekit.events import Event, Topic
from servicekit.examples import Words, illustrate
from servicekit.hot import HotReads, Memory, keep_fresh
from servicekit.http import open_http
from servicekit.problems import NotAllowed, Problem
from servicekit.routing import TransactionalRoute
from servicekit.schemas import ProblemOut
from servicekit.settings import ServiceSettings
from servicekit.telemetry import metrics_page
from servicekit.tokens import Tokens
from servicekit.tools import vault_of

Current = Callable[[AsyncSession], AsyncIterator[Event]]
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


class Application(FastAPI):
    """FastAPI behind what it has answered already."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory if that is possible."""
        await self.state.hot(scope, receive, send)

    async def all_of_it(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer through every layer."""
        await super().__call__(scope, receive, send)


@dataclass(frozen=True, kw_only=True)
class Service:
    """What one service adds to the runtime.

    `current` yields the present state of everything on the state topics, for `announce`.
    `lifespan` is entered after the database, the HTTP client and the vault are there
    (`app.state.sessions`, `.http`, `.vault`, `.settings`, `.clock`).
    """

    name: str
    base: type[DeclarativeBase]
    settings: type[ServiceSettings] = ServiceSettings
    routers: Sequence[APIRouter] = ()
    publishes: Sequence[Topic] = ()
    consumers: Consumers = field(default_factory=Consumers)
    jobs: Jobs = field(default_factory=Jobs)
    current: Sequence[Current] = ()
    lifespan: Lifespan | None = None
    #: What its names look like, for the examples in its document.
    examples: Words = field(default_factory=dict)
    #: Public answers are kept in memory until one of these topics says something new.
    hot: Sequence[Topic] = ()

    def __post_init__(self) -> None:
        self._check_routes()

    def _check_routes(self) -> None:
        for route, _rule in auth.declared(self.routers):
            original = route.original_route
            if isinstance(original, APIRoute) and not isinstance(original, TransactionalRoute):
                raise TypeError(f"{route.path} is not declared on a servicekit Router")

    def clock(self, settings: ServiceSettings) -> Clock:
        """Return the clock of this service's processes."""
        return ShiftedClock(settings.clock_offset_file) if settings.clock_offset_file else utc_now

    @asynccontextmanager
    async def _fresh(self, memory: Memory, settings: ServiceSettings) -> AsyncIterator[None]:
        """Hear of changes as long as the application lives."""
        bus = settings.bus_url.get_secret_value()
        if not self.hot or not bus:
            yield
            return
        listening = asyncio.create_task(keep_fresh(memory, bus, self.name, specs(self.hot)))
        try:
            yield
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening

    def asgi(self, settings: ServiceSettings | None = None, *, clock: Clock | None = None) -> FastAPI:
        """Return the HTTP application; `uvicorn --factory` calls this."""
        # Once more: somebody may have added to a router since.
        self._check_routes()
        settings = settings or self.settings()

        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            engine, sessions = connect(settings.database_url.get_secret_value(), settings.database_pool)
            app.state.sessions = getattr(app.state, "sessions", None) or sessions
            try:
                async with open_http() as http, self._fresh(app.state.memory, settings):
                    app.state.http = http
                    if self.lifespan is None:
                        yield
                    else:
                        async with self.lifespan(app):
                            yield
            finally:
                await engine.dispose()

        # No log signal and no span per operation: both would carry what callers sent.
        app = Application(
            title=self.name,
            version="1",
            lifespan=lifespan,
            openapi_url="/openapi.json",
            docs_url=None,
            redoc_url=None,
            telemetry={"logs": False, "operation_spans": False},
            responses={
                422: {"model": ProblemOut, "description": "The request does not have the right form."}
            },
        )
        app.state.memory = Memory()
        app.state.settings = settings
        app.state.clock = clock or self.clock(settings)
        app.state.vault = vault_of(settings)
        app.state.refused = remember_refusal
        answers = web.Answers(settings.problem_base_url)
        web.install(app, answers)
        tokens = Tokens(settings.token_keys, settings.token_keys_url)
        app.state.hot = HotReads(app.all_of_it, memory=app.state.memory, admits=tokens.bearer)
        app.add_middleware(Door, tokens=tokens, answers=answers, max_body_size=settings.max_body_size)
        health.install(app)
        app.add_route("/metrics", metrics_page, include_in_schema=False)
        for router in self.routers:
            app.include_router(router, prefix="/v1")
        # As FastAPI has it extended.
        app.openapi = lambda: self._document(app)  # type: ignore[method-assign]
        return app

    def _document(self, app: FastAPI) -> dict[str, Any]:
        """Return the OpenAPI document, with examples."""
        if app.openapi_schema is None:
            app.openapi_schema = illustrate(FastAPI.openapi(app), self.examples)
        return app.openapi_schema


def specs(topics: Sequence[Topic]) -> list[TopicSpec]:
    """Return topics as the bus is to keep them."""
    return [
        TopicSpec(
            name=topic.name,
            partitions=topic.partitions,
            compacted=topic.kind == "state",
            retention_s=topic.retention_days * 86_400,
        )
        for topic in topics
    ]


async def remember_refusal(connection: HTTPConnection, problem: Problem) -> None:
    """Write into the audit that somebody tried what he may not do."""
    if not isinstance(problem, NotAllowed):
        return
    state: Any = connection.app.state
    await record_refusal(
        state.sessions,
        auth.Access(connection.state.caller),
        state.clock(),
        action=str(getattr(connection.state, "rule", "unknown")),
        record=connection.scope["path"],
    )
