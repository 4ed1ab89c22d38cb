"""Wires svc-map together; nothing happens on import."""

from servicekit import Service
from svc_map.calendar.consumers import consumers as calendar
from svc_map.db import Base
from svc_map.examples import EXAMPLES
from svc_map.holdings import router as holdings
from svc_map.nearest import router as nearest
from svc_map.offers.consumers import consumers as items
from svc_map.offers.jobs import jobs as offer_jobs
from svc_map.sites import router as sites
from svc_map.sites.events import SITES
from svc_map.sites.service import all_sites
from svc_map.tasks import router as tasks
from svc_map.terminals.consumers import consumers as terminals
from svc_map.waits.consumers import consumers as waits
from svc_map.waits.jobs import jobs as wait_jobs

service = Service(
    name="svc-map",
    base=Base,
    examples=EXAMPLES,
    routers=[sites.router, nearest.router, tasks.router, holdings.router],
    publishes=[SITES],
    consumers=items.including(calendar, terminals, waits),
    jobs=offer_jobs.including(wait_jobs),
    current=[all_sites],
)
