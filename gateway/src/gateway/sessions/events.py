"""How the end of a session looks to other services."""

from gateway.sessions.models import SignedOn
from sanzhi_proto.gateway.v1.gateway_pb2 import SessionEnded
from servicekit.events import Event, Topic

SESSIONS = Topic("gateway.session", key="session_id", facts=(SessionEnded,), retention_days=30)


def session_ended(session: SignedOn, reason: str) -> Event:
    """Announce that whoever is connected in a session is to be let go."""
    message = SessionEnded(
        session_id=str(session.id),
        principal_id=str(session.principal_id),
        reason=reason,
        ended_at=session.ended_at.isoformat() if session.ended_at else "",
    )
    # A session ends once.
    return SESSIONS.event(message, version=1)
