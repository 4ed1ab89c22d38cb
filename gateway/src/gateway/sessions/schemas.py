"""The JSON of sessions."""

from datetime import datetime
from uuid import UUID

from servicekit.schemas import Out


class SessionOut(Out):
    """One place where the caller is signed on."""

    id: UUID
    channel: str
    agent: str
    created_at: datetime
    idle_until: datetime
    expires_at: datetime
    is_current: bool = False
