"""What time does to the comparison: every night everybody is asked what he says of our items."""

import logging
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Deadlines, Jobs
from servicekit.http import Http
from servicekit.problems import NeighbourAway
from servicekit.proof import as_service
from servicekit.tools import tools_of
from servicekit.workdays import tonight
from svc_catalog.drift.clients import held_items
from svc_catalog.drift.service import DriftService
from svc_catalog.drift.types import CALLED, COMPARE, Held, Neighbour
from svc_catalog.settings import Settings

log = logging.getLogger(__name__)
jobs = Jobs()

#: After the province's library has been read.
HOUR = time(3, 30)


@jobs.every(COMPARE, timedelta(days=1))
async def compare(subject: str, session: AsyncSession, now: datetime) -> None:
    """Compare; who is away is named in the run and is asked again the next night."""
    tools = tools_of(session)
    settings: Settings = tools.settings
    await Deadlines(session).set(COMPARE, subject, tonight(now, HOUR))
    if not settings.neighbours or settings.service_key_file is None:
        return
    try:
        http = await as_service(tools.http, settings.service_key_file, settings.door_url, now)
        answers = {one: await ask(http, settings.neighbours, one) for one in CALLED}
    except NeighbourAway:
        log.warning("nothing was compared: the gateway is away")
        answers = dict.fromkeys(CALLED)
    run = await DriftService(session, now).compare(answers, settings.drift_within)
    if away := [name for name, held in answers.items() if held is None]:
        log.warning("not compared, because they are away: %s", ", ".join(away))
    log.info("%s items compared, %s tasks opened, %s closed", run.items, run.opened, run.closed)


async def ask(http: Http, neighbours: Mapping[str, str], one: Neighbour) -> dict[str, Held] | None:
    """Return what a neighbour holds, or nothing if it is away."""
    if one not in neighbours:
        return None
    try:
        return await held_items(http, neighbours[one])
    except NeighbourAway:
        return None
