"""All SQL on principals."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.accounts.models import Principal


class PrincipalRepository:
    """Stores and finds principals; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock_or_add(self, new: Principal) -> Principal:
        """Return the principal of an issuer and subject, locked; `new` if there was none."""
        await self._session.execute(
            insert(Principal)
            .values({column.key: getattr(new, column.key) for column in Principal.__table__.columns})
            .on_conflict_do_nothing()
        )
        own = select(Principal).where(Principal.issuer == new.issuer, Principal.subject == new.subject)
        return (await self._session.scalars(own.with_for_update())).one()

    async def of_key(self, key: str) -> Principal | None:
        """Return the principal that services know by `key`."""
        issuer, _, subject = key.partition("|")
        return await self._session.scalar(
            select(Principal).where(Principal.issuer == issuer, Principal.subject == subject)
        )
