"""HTTP in front of sessions: where am I signed on, and no longer there."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from gateway.given import RealNow
from gateway.sessions.errors import NoSuchSession
from gateway.sessions.schemas import SessionOut
from gateway.sessions.service import SessionService
from servicekit.audit import Audited
from servicekit.auth import Access, Own
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import Page

router = Router(tags=["sessions"])

PEOPLE = ("person", "organisation", "staff")


def session_service(session: Session, now: RealNow) -> SessionService:
    """Build the use cases for one request."""
    return SessionService(session, now)


SignedOnSessions = Annotated[SessionService, Depends(session_service)]


@router.get("/sessions")
async def list_sessions(
    sessions: SignedOnSessions, access: Annotated[Access, Own(*PEOPLE)]
) -> Page[SessionOut]:
    """Return where the caller is signed on, the newest first."""
    caller = access.caller
    found = [SessionOut.model_validate(session) for session in await sessions.own(caller.subject)]
    items = [
        session.model_copy(update={"is_current": str(session.id) == caller.session_id}) for session in found
    ]
    return Page(items=items)


@router.delete("/sessions/{session_id}", status_code=204, responses=problems(NoSuchSession))
async def end_session(
    session_id: UUID,
    sessions: SignedOnSessions,
    audit: Audited,
    access: Annotated[Access, Own(*PEOPLE)],
) -> None:
    """End one of the caller's sessions, such as that of a lost telephone."""
    await sessions.end_own(session_id, access.caller.subject)
    await audit.record("session.end", str(session_id))
