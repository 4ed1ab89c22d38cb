"""What svc-map does when a terminal comes, changes, falls silent or goes."""

from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.kiosk.v1.kiosk_pb2 import DeviceChanged
from servicekit.consumer import Consumers
from svc_map.terminals.service import TerminalService

consumers = Consumers()


@consumers.on("kiosk.device", DeviceChanged)
async def copy_terminal(event: DeviceChanged, session: AsyncSession) -> None:
    """Keep the copy as new as svc-kiosk."""
    await TerminalService(session).replace(event)


@consumers.gone("kiosk.device")
async def remove_terminal(device_id: str, session: AsyncSession) -> None:
    """Forget a terminal."""
    await TerminalService(session).remove(device_id)
