"""HTTP in front of alarms, for operators of the region."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page
from svc_kiosk.alarms.errors import AcknowledgedAlready, NoSuchAlarm
from svc_kiosk.alarms.schemas import AlarmAcknowledge, AlarmOut
from svc_kiosk.alarms.service import AlarmService
from svc_kiosk.devices.types import DeviceId

router = Router(tags=["alarms"])


def alarm_service(session: Session, now: Now) -> AlarmService:
    """Build the use cases for one request."""
    return AlarmService(session, now)


Alarms = Annotated[AlarmService, Depends(alarm_service)]


@router.get("/alarms")
async def list_alarms(
    alarms: Alarms,
    access: Annotated[Access, Needs("alarm:read", Scope.REGION)],
    is_open: Annotated[
        bool | None, Query(alias="open", description="only what is not over, or only what is")
    ] = None,
    device: Annotated[DeviceId | None, Query()] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[AlarmOut]:
    """Return the alarms of the caller's regions, newest first."""
    return await alarms.page(access.regions, device, is_open, after, limit)


@router.post("/alarms/{alarm_id}/acknowledge", responses=problems(NoSuchAlarm, AcknowledgedAlready))
async def acknowledge_alarm(
    alarm_id: UUID,
    body: AlarmAcknowledge,
    alarms: Alarms,
    audit: Audited,
    access: Annotated[Access, Needs("alarm:acknowledge", Scope.REGION)],
) -> AlarmOut:
    """Note that the caller has looked into an alarm."""
    alarm = await alarms.acknowledge(alarm_id, access.regions, by=access.caller.subject, remark=body.remark)
    await audit.record("alarm.acknowledge", alarm.alarm_id, region=alarm.region_code)
    return alarm
