"""What svc-map does when a terminal changes: one that is silent is no longer offered."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.kiosk.v1.kiosk_pb2 import DeviceChanged
from servicekit.consumer import Consumers
from servicekit.copies import keep
from svc_map.terminals.models import Terminal

consumers = Consumers()


@consumers.on("kiosk.device", DeviceChanged)
async def copy_terminal(event: DeviceChanged, session: AsyncSession) -> None:
    """Keep the copy as new as svc-kiosk."""
    row = {
        "device_id": event.device_id,
        "source_version": event.version,
        "name": event.name,
        "region_code": event.region_code,
        "address": event.address,
        "longitude": event.longitude,
        "latitude": event.latitude,
        "is_round_the_clock": event.is_round_the_clock,
        "opens": event.opens,
        "closes": event.closes,
        "state": event.state,
        "last_seen_at": datetime.fromisoformat(event.last_seen_at) if event.last_seen_at else None,
        "item_ids": list(event.item_ids),
    }
    await keep(session, Terminal, row)


@consumers.gone("kiosk.device")
async def remove_terminal(device_id: str, session: AsyncSession) -> None:
    """Forget a terminal."""
    await session.execute(delete(Terminal).where(Terminal.device_id == device_id))
