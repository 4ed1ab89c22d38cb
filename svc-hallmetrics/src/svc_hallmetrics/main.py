"""Wires svc-hallmetrics together; nothing happens on import."""

from servicekit import Service
from svc_hallmetrics.db import Base
from svc_hallmetrics.examples import EXAMPLES
from svc_hallmetrics.feeds import router as feeds
from svc_hallmetrics.halls.consumers import consumers
from svc_hallmetrics.settings import Settings
from svc_hallmetrics.tickets import router as tickets
from svc_hallmetrics.tickets.events import TICKETS
from svc_hallmetrics.waits import router as waits

service = Service(
    name="svc-hallmetrics",
    base=Base,
    settings=Settings,
    examples=EXAMPLES,
    routers=[tickets.router, waits.router, feeds.router],
    publishes=[TICKETS],
    consumers=consumers,
)
