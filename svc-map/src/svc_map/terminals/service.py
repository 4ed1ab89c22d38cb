"""Use cases on the copy of terminals."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.kiosk.v1.kiosk_pb2 import DeviceChanged
from servicekit.copies import keep
from servicekit.positions import Crs, Point, to_cgcs2000
from svc_map.terminals.models import Terminal


class TerminalService:
    """What other features and events may ask of terminals."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all(self) -> Sequence[Terminal]:
        """Return every terminal."""
        return (await self._session.scalars(select(Terminal).order_by(Terminal.device_id))).all()

    async def replace(self, event: DeviceChanged) -> None:
        """Take over what svc-kiosk announces; an older state changes nothing."""
        point = to_cgcs2000(Point(event.longitude, event.latitude), Crs(event.crs or Crs.CGCS2000))
        has_hours = not event.is_round_the_clock
        row = {
            "device_id": event.device_id,
            "source_version": event.version,
            "name": event.name,
            "region_code": event.region_code,
            "address": event.address,
            "longitude": point.longitude,
            "latitude": point.latitude,
            "is_round_the_clock": event.is_round_the_clock,
            "opens": event.opens if has_hours else "",
            "closes": event.closes if has_hours else "",
            "state": event.state,
            "last_seen_at": datetime.fromisoformat(event.last_seen_at) if event.last_seen_at else None,
            "item_ids": list(event.item_ids),
        }
        await keep(self._session, Terminal, row)

    async def remove(self, device_id: str) -> None:
        """Forget a terminal."""
        await self._session.execute(delete(Terminal).where(Terminal.device_id == device_id))
