"""HTTP in front of our own hearing, for operators."""

from typing import Annotated

from fastapi import Request

from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.routing import Router
from svc_kiosk.presence.schemas import HearingOut
from svc_kiosk.presence.service import PresenceService

router = Router(tags=["presence"])


@router.get("/hearing")
async def show_hearing(
    request: Request,
    session: Session,
    now: Now,
    _access: Annotated[Access, Needs("device:read", Scope.EVERYWHERE)],
) -> HearingOut:
    """Say whether we hear devices at all; while we do not, none is called offline."""
    return await PresenceService(session, now, request.app.state.settings).show_hearing()
