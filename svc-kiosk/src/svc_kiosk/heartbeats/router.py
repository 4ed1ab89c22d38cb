"""HTTP in front of heartbeats, for the devices themselves."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from servicekit.auth import Access, Own
from servicekit.clock import Now, utc_now
from servicekit.problems import NeighbourAway, problems
from servicekit.routing import Router
from svc_kiosk.devices.errors import NoSuchDevice
from svc_kiosk.heartbeats import rules
from svc_kiosk.heartbeats.schemas import HeartbeatOut, HeartbeatSend
from svc_kiosk.heartbeats.service import Intake
from svc_kiosk.heartbeats.types import Beat
from svc_kiosk.settings import Settings

router = Router(tags=["heartbeats"])


async def real_moment() -> datetime:
    """Return the real time: a device's clock knows nothing of one that a demonstration has shifted."""
    return utc_now()


@router.post("/heartbeats", responses=problems(NoSuchDevice, NeighbourAway))
async def send_heartbeat(
    body: HeartbeatSend,
    request: Request,
    now: Now,
    real_now: Annotated[datetime, Depends(real_moment)],
    access: Annotated[Access, Own("device")],
) -> HeartbeatOut:
    """Take note that the calling device lives, and how it is; a beat has a number of its own."""
    settings: Settings = request.app.state.settings
    intake: Intake = request.app.state.intake
    ahead = (body.sent_at - real_now).total_seconds()
    faults = rules.faults_of(
        body.condition(ahead), tolerance=settings.clock_tolerance, low=settings.low_supply
    )
    report = body.model_dump(exclude={"sequence", "sent_at"}) | {"clock_ahead_s": round(ahead, 3)}
    kept = await intake.take(Beat(access.caller.subject, body.sequence, now, faults, report))
    return HeartbeatOut(received_at=now, is_new=kept.is_new, next_in_s=settings.beat_every)
