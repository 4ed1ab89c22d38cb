"""Use cases on anchors."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.audit.errors import ChainContradicts
from gateway.audit.models import Anchor
from gateway.audit.repository import AnchorRepository


class AnchorService:
    """What can be done with anchors; one public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._anchors = AnchorRepository(session)
        self._now = now

    async def anchor(self, service: str, position: int, head: bytes) -> Anchor:
        """Keep the head of a service's chain; the same head again changes nothing.

        Raises:
            ChainContradicts: the chain has become shorter, or has another hash where it
                was anchored: somebody has cut or rewritten it.

        """
        newest = await self._anchors.lock_newest(service)
        if newest is not None and position <= newest.position:
            if (position, head) != (newest.position, newest.hash):
                raise ChainContradicts(position=newest.position, hash=newest.hash.hex())
            return newest
        anchor = Anchor(service=service, position=position, hash=head, anchored_at=self._now)
        self._anchors.add(anchor)
        return anchor

    async def latest(self, service: str, below: int | None, limit: int) -> Sequence[Anchor]:
        """Return a service's anchors, the newest first."""
        return await self._anchors.latest(service, below, limit)
