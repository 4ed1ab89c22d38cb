"""All SQL on anchors."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.audit.models import Anchor


class AnchorRepository:
    """Stores and finds anchors; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock_newest(self, service: str) -> Anchor | None:
        """Return a service's newest anchor; nobody else adds one until the transaction ends."""
        name = func.hashtextextended(f"anchor/{service}", 0)
        await self._session.execute(select(func.pg_advisory_xact_lock(name)))
        own = select(Anchor).where(Anchor.service == service)
        return await self._session.scalar(own.order_by(Anchor.position.desc()).limit(1))

    def add(self, anchor: Anchor) -> None:
        """Store a new anchor."""
        self._session.add(anchor)

    async def latest(self, service: str, below: int | None, limit: int) -> Sequence[Anchor]:
        """Return a service's anchors (those below a position), the newest first."""
        own = select(Anchor).where(Anchor.service == service)
        if below is not None:
            own = own.where(Anchor.position < below)
        return (await self._session.scalars(own.order_by(Anchor.position.desc()).limit(limit))).all()
