"""All SQL on grants."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.grants.models import Grant, Holder
from servicekit.scope import within


class GrantRepository:
    """Stores and finds grants; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock_or_add_holder(self, issuer: str, subject: str, now: datetime) -> Holder:
        """Return a holder, locked against other changes and new sessions; a new one if there was none."""
        new = {"issuer": issuer, "subject": subject, "changed_at": now, "version": 0}
        await self._session.execute(insert(Holder).values(new).on_conflict_do_nothing())
        found = await self.lock_holder(issuer, subject)
        if found is None:
            raise LookupError("a holder that was just stored is gone")
        return found

    async def lock_holder(self, issuer: str, subject: str, *, shared: bool = False) -> Holder | None:
        """Return a holder, locked; `shared` for those who only read what he holds."""
        one = select(Holder).where(Holder.issuer == issuer, Holder.subject == subject)
        return await self._session.scalar(one.with_for_update(read=shared))

    def add(self, grant: Grant) -> None:
        """Store a new grant."""
        self._session.add(grant)

    async def one(self, grant_id: UUID, regions: Iterable[str]) -> Grant | None:
        """Return a standing grant within `regions`."""
        return await self._session.scalar(
            select(Grant).where(
                Grant.id == grant_id, Grant.withdrawn_at.is_(None), within(Grant.region_code, regions)
            )
        )

    async def standing_of(self, issuer: str, subject: str) -> Sequence[Grant]:
        """Return what a principal holds."""
        own = select(Grant).where(
            Grant.issuer == issuer, Grant.subject == subject, Grant.withdrawn_at.is_(None)
        )
        return (
            await self._session.scalars(own.order_by(Grant.application, Grant.role, Grant.region_code))
        ).all()

    async def page(self, regions: Iterable[str], after: UUID | None, limit: int) -> Sequence[Grant]:
        """Return standing grants within `regions`, in the order in which they were made."""
        some = select(Grant).where(Grant.withdrawn_at.is_(None), within(Grant.region_code, regions))
        if after is not None:
            some = some.where(Grant.id > after)
        return (await self._session.scalars(some.order_by(Grant.id).limit(limit))).all()

    async def holders(self) -> AsyncIterator[tuple[Holder, Sequence[Grant]]]:
        """Yield everybody who holds or held grants, with what he holds."""
        for holder in (await self._session.scalars(select(Holder))).all():
            yield holder, await self.standing_of(holder.issuer, holder.subject)
