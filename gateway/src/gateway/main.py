"""Wires the gateway's service together; nothing happens on import."""

from gateway.accounts import router as accounts
from gateway.apps import router as apps
from gateway.audit import router as audit
from gateway.db import Base
from gateway.devices import jobs as device_jobs
from gateway.devices import router as devices
from gateway.examples import EXAMPLES
from gateway.grants import consumers as grant_consumers
from gateway.grants import router as grants
from gateway.grants.current import current_grants
from gateway.grants.events import GRANTS
from gateway.lifespan import lifespan
from gateway.portal import router as portal
from gateway.sessions import jobs as session_jobs
from gateway.sessions import router as sessions
from gateway.sessions.events import SESSIONS
from gateway.settings import Settings
from gateway.sso import jobs as sign_on_jobs
from gateway.sso import router as sign_on
from servicekit import Service

service = Service(
    name="gateway",
    base=Base,
    settings=Settings,
    examples=EXAMPLES,
    routers=[
        sign_on.router,
        sessions.router,
        accounts.router,
        grants.router,
        devices.router,
        apps.router,
        audit.router,
        portal.router,
    ],
    publishes=[SESSIONS, GRANTS],
    consumers=grant_consumers.consumers,
    jobs=session_jobs.jobs.including(sign_on_jobs.jobs, device_jobs.jobs),
    current=[current_grants],
    lifespan=lifespan,
)
