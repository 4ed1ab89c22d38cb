"""All SQL of rounds."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.scope import within
from svc_catalog.regions.rules import ancestry
from svc_catalog.rounds.models import Round


class RoundRepository:
    """Finds rounds; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(self, wanted: ColumnElement[bool], after: UUID | None, limit: int) -> Sequence[Round]:
        """Return rounds, the newest first."""
        found = select(Round).where(wanted)
        if after:
            found = found.where(Round.round_id < after)
        return (await self._session.scalars(found.order_by(Round.round_id.desc()).limit(limit))).all()

    async def last_published(self, list_id: UUID) -> Round | None:
        """Return the round by which a list stands."""
        wanted = (Round.list_id == list_id) & Round.published_at.is_not(None)
        found = select(Round).where(wanted).order_by(Round.published_at.desc()).limit(1)
        return await self._session.scalar(found)

    async def unpublished(self, list_id: UUID) -> Round | None:
        """Return the round of a list that is under way."""
        wanted = (Round.list_id == list_id) & Round.published_at.is_(None)
        return await self._session.scalar(select(Round).where(wanted))

    async def find(self, wanted: ColumnElement[bool]) -> Round | None:
        """Return one round."""
        return await self._session.scalar(select(Round).where(wanted))

    async def hold(self, round_id: UUID, *, alone: bool) -> Round | None:
        """Return a round that nobody publishes until the transaction ends; `alone`: nor decides on."""
        found = select(Round).where(Round.round_id == round_id).with_for_update(read=not alone)
        return await self._session.scalar(found)


def seen_from(regions: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that keeps the rounds of regions and of those above them."""
    above = {code for region in regions for code in ancestry(region)}
    return or_(within(Round.region_code, regions), Round.region_code.in_(above))
