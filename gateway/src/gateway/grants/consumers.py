"""What the gateway does when svc-workforce announces something."""

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.accounts.models import key_of
from gateway.grants.service import GrantService
from gateway.sessions.service import SessionService
from sanzhi_proto.workforce.v1.workforce_pb2 import StaffChanged
from servicekit.clock import utc_now
from servicekit.consumer import Consumers

consumers = Consumers()

LEFT = "left"


@consumers.on("workforce.staff", StaffChanged)
async def let_go(event: StaffChanged, session: AsyncSession) -> None:
    """Withdraw the grants and end the sessions of somebody who has left the directory."""
    if event.state != LEFT:
        return
    now = utc_now()
    sessions = SessionService(session, now)
    # Grants first: that locks the holder, so that no session can begin with them meanwhile.
    await GrantService(session, sessions, now).withdraw_all(event.issuer, event.subject, "svc-workforce")
    await sessions.end_all(key_of(event.issuer, event.subject), LEFT)
