"""All SQL of policies."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.scope import within
from svc_catalog.items.models import DirectoryEntry
from svc_catalog.policies.models import Policy, PolicyPublication


class PolicyRepository:
    """Finds policies; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(self, wanted: ColumnElement[bool], after: UUID | None, limit: int) -> Sequence[Policy]:
        """Return policies, the newest first."""
        found = select(Policy).where(wanted)
        if after:
            found = found.where(Policy.policy_id < after)
        return (await self._session.scalars(found.order_by(Policy.policy_id.desc()).limit(limit))).all()

    async def all(self, wanted: ColumnElement[bool]) -> Sequence[Policy]:
        """Return policies, the newest first."""
        return (
            await self._session.scalars(select(Policy).where(wanted).order_by(Policy.policy_id.desc()))
        ).all()

    async def find(self, wanted: ColumnElement[bool]) -> Policy | None:
        """Return one policy."""
        return await self._session.scalar(select(Policy).where(wanted))

    async def lock(self, policy_id: UUID, regions: Iterable[str]) -> Policy | None:
        """Return a policy of the regions, holding it until the transaction ends."""
        wanted = (Policy.policy_id == policy_id) & within(Policy.region_code, regions)
        return await self._session.scalar(select(Policy).where(wanted).with_for_update())

    async def publications(self, policy_id: UUID) -> Sequence[PolicyPublication]:
        """Return what was published of a policy, the newest first."""
        wanted = select(PolicyPublication).where(PolicyPublication.policy_id == policy_id)
        return (await self._session.scalars(wanted.order_by(PolicyPublication.number.desc()))).all()

    async def known_items(self, codes: Iterable[str]) -> set[str]:
        """Return which of some directory codes are there."""
        wanted = select(DirectoryEntry.code).where(DirectoryEntry.code.in_(list(codes)))
        return set(await self._session.scalars(wanted))


def published_for(regions: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that keeps what is published for one of several regions."""
    return Policy.published.is_not(None) & Policy.region_code.in_(list(regions))


def valid_on(today: date) -> ColumnElement[bool]:
    """Return the condition that keeps what holds on a day."""
    return (Policy.valid_from <= today) & or_(Policy.valid_until.is_(None), Policy.valid_until >= today)
