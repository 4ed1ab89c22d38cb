"""How a device looks to other services: where it is and whether it works, not who keeps it."""

from collections.abc import Sequence
from datetime import datetime

from sanzhi_proto.kiosk.v1.kiosk_pb2 import DeviceChanged
from servicekit.events import Event, Topic
from svc_kiosk.devices.models import Device

DEVICES = Topic("kiosk.device", key="device_id", facts=(DeviceChanged,), kind="state")


def device_changed(device: Device, last_seen_at: datetime | None, item_ids: Sequence[str]) -> Event:
    """Announce a device in its present state."""
    has_hours = not device.is_round_the_clock
    message = DeviceChanged(
        device_id=device.device_id,
        version=device.version,
        name=device.name,
        region_code=device.region_code,
        site_id=device.site_id,
        address=device.address,
        longitude=device.longitude,
        latitude=device.latitude,
        crs=device.crs,
        is_round_the_clock=device.is_round_the_clock,
        opens=(device.opens or "") if has_hours else "",
        closes=(device.closes or "") if has_hours else "",
        state=device.state,
        last_seen_at=last_seen_at.isoformat() if last_seen_at else "",
        item_ids=item_ids,
    )
    return DEVICES.event(message, version=device.version)
