"""HTTP in front of devices: a code for one, its key, and no longer that key."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from gateway.devices.errors import EnrolmentRefused, KeyKnown, NoSuchDevice, ProofRefused
from gateway.devices.models import DeviceKey
from gateway.devices.schemas import DeviceEnrol, DeviceOut, EnrolledOut, EnrolmentOpen, EnrolmentOut
from gateway.devices.service import Applicant, DeviceService
from gateway.given import RealNow, SettingsOf
from gateway.paging import id_after, page_of
from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Public, Scope
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page

router = Router(tags=["devices"])


def device_service(session: Session, now: RealNow) -> DeviceService:
    """Build the use cases for one request."""
    return DeviceService(session, now)


Devices = Annotated[DeviceService, Depends(device_service)]


@router.post("/devices/enrolments", status_code=201)
async def open_enrolment(
    body: EnrolmentOpen,
    response: Response,
    devices: Devices,
    settings: SettingsOf,
    audit: Audited,
    access: Annotated[Access, Needs("device:enrol", Scope.REGION)],
) -> EnrolmentOut:
    """Give out a code with which one device may hand in its key, once and soon."""
    invitation = await devices.invite(
        body.device_id,
        body.region_code,
        regions=access.regions,
        by=access.caller.subject,
        life=settings.enrolment_life,
    )
    await audit.record("device.invite", body.device_id, region=body.region_code)
    response.headers["cache-control"] = "no-store"
    enrolment = invitation.enrolment
    return EnrolmentOut(
        id=enrolment.id,
        device_id=enrolment.device_id,
        region_code=enrolment.region_code,
        code=invitation.code,
        expires_at=enrolment.expires_at,
    )


@router.post(
    "/devices",
    status_code=201,
    response_model=EnrolledOut,
    responses=problems(EnrolmentRefused, ProofRefused, KeyKnown),
)
async def enrol_device(
    body: DeviceEnrol,
    devices: Devices,
    audit: Audited,
    _access: Annotated[Access, Public("the one-time code and the proof of possession say who it is")],
) -> DeviceKey:
    """Take the public key of a device; from now on it signs its requests with the private one."""
    device = await devices.enrol(
        Applicant(body.device_id, body.code, body.public_key.model_dump(), body.proof)
    )
    await audit.record("device.enrol", body.device_id, region=device.region_code)
    return device


@router.get("/devices")
async def list_devices(
    devices: Devices,
    access: Annotated[Access, Needs("device:read", Scope.REGION)],
    limit: Limit = 50,
    after: After = None,
) -> Page[DeviceOut]:
    """Return the keys of the devices in the caller's regions, revoked and suspect ones too."""
    return page_of(DeviceOut, await devices.page(access.regions, id_after(after), limit + 1), limit)


@router.post("/devices/{key_row}/revoke", status_code=204, responses=problems(NoSuchDevice))
async def revoke_device(
    key_row: UUID,
    devices: Devices,
    audit: Audited,
    access: Annotated[Access, Needs("device:enrol", Scope.REGION)],
) -> None:
    """Take a device's key out of force; it can be enrolled again with a new one."""
    device = await devices.revoke(key_row, access.regions)
    await audit.record("device.revoke", device.device_id, region=device.region_code)
