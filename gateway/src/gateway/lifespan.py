"""What the gateway's service keeps for as long as it runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from gateway.portal.service import Portal
from gateway.sso.provincial import Provincial
from gateway.sso.staff import StaffPlatform
from gateway.sso.wiring import Providers
from servicekit.clock import utc_now


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep the wall clock, the providers (with the staff platform's token) and the portal."""
    http, settings = app.state.http, app.state.settings
    app.state.wall_clock = utc_now
    app.state.providers = Providers(
        Provincial(http, settings, utc_now), StaffPlatform(http, settings, utc_now)
    )
    app.state.portal = Portal(http, settings.upstreams, app.openapi)
    yield
