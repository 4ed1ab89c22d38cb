"""HTTP in front of devices: everybody sees where they are, operators of the region keep them."""

from typing import Annotated

from fastapi import Depends, Query, Response

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Public, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.positions import Crs
from servicekit.problems import NotAllowed, StaleVersion, VersionRequired, problems
from servicekit.routing import IfMatch, Router, etag
from servicekit.schemas import After, InCrs, Limit, Page
from servicekit.scope import RegionCode
from svc_kiosk.devices.errors import DeviceKnown, NoSuchDevice
from svc_kiosk.devices.schemas import (
    DeviceChange,
    DeviceDetailOut,
    DeviceOut,
    DeviceRegister,
    PublicDeviceOut,
)
from svc_kiosk.devices.service import DeviceService
from svc_kiosk.devices.types import DeviceId

router = Router(tags=["devices"])
MayRead = Annotated[Access, Needs("device:read", Scope.REGION)]
MayEnrol = Annotated[Access, Needs("device:enrol", Scope.REGION)]


def device_service(session: Session, now: Now) -> DeviceService:
    """Build the use cases for one request."""
    return DeviceService(session, now)


Devices = Annotated[DeviceService, Depends(device_service)]


@router.get("/devices")
async def list_devices(
    devices: Devices, access: MayRead, limit: Limit = 50, after: After = None
) -> Page[DeviceOut]:
    """Return the devices of the caller's regions, each with its true last moment."""
    return await devices.page(access.regions, after, limit)


@router.get("/devices/{device_id}", responses=problems(NoSuchDevice))
async def show_device(
    device_id: DeviceId, devices: Devices, access: MayRead, response: Response
) -> DeviceDetailOut:
    """Return one device of the caller's regions."""
    device = await devices.show(device_id, access.regions)
    response.headers["etag"] = etag(device.version)
    return device


@router.post("/devices", status_code=201, responses=problems(NotAllowed, DeviceKnown))
async def register_device(
    body: DeviceRegister, devices: Devices, access: MayEnrol, audit: Audited, response: Response
) -> DeviceDetailOut:
    """Register a device; the code with which it hands in its key comes from the gateway."""
    device = await devices.register(body, access.regions)
    await audit.record("device.register", device.device_id, region=device.region_code)
    response.headers["etag"] = etag(device.version)
    return device


@router.patch("/devices/{device_id}", responses=problems(NoSuchDevice, StaleVersion, VersionRequired))
async def change_device(
    device_id: DeviceId,
    body: DeviceChange,
    devices: Devices,
    access: MayEnrol,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> DeviceDetailOut:
    """Change whether a device runs round the clock, and its hours."""
    device = await devices.change(device_id, body, access.regions, if_match)
    await audit.record("device.change", device.device_id, region=device.region_code)
    response.headers["etag"] = etag(device.version)
    return device


@router.get(
    "/public/devices",
    dependencies=[Public("where a terminal stands and what it offers is for everybody to know")],
)
async def list_public_devices(
    devices: Devices,
    region: Annotated[RegionCode | None, Query()] = None,
    crs: InCrs = Crs.CGCS2000,
    limit: Limit = 50,
    after: After = None,
) -> Page[PublicDeviceOut]:
    """Return where terminals are, whether they work, and what they offer."""
    return await devices.public_page(region, crs, after, limit)
