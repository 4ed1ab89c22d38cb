"""All SQL on applications."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.apps.models import ACTIVE, REVOKED, App, AppCalls, Nonce
from servicekit.scope import within


class AppRepository:
    """Stores and finds applications; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, app: App) -> None:
        """Store a new application."""
        self._session.add(app)
        await self._session.flush()

    async def one(self, app_id: UUID, regions: Iterable[str]) -> App | None:
        """Return an application within `regions`."""
        return await self._session.scalar(
            select(App).where(App.id == app_id, within(App.region_code, regions))
        )

    async def revoke(self, app_id: UUID, regions: Iterable[str], now: datetime) -> App | None:
        """Revoke an application within `regions` and return it; `None` if none is in force."""
        return await self._session.scalar(
            update(App)
            .where(App.id == app_id, App.status == ACTIVE, within(App.region_code, regions))
            .values(status=REVOKED, revoked_at=now)
            .returning(App)
        )

    async def page(self, regions: Iterable[str], after: UUID | None, limit: int) -> Sequence[App]:
        """Return applications within `regions`, in the order in which they were registered."""
        some = select(App).where(within(App.region_code, regions))
        if after is not None:
            some = some.where(App.id > after)
        return (await self._session.scalars(some.order_by(App.id).limit(limit))).all()

    async def calls_of(self, key_id: str, since: date) -> Sequence[AppCalls]:
        """Return how often an application called on each day, the latest first."""
        own = select(AppCalls).where(AppCalls.key_id == key_id, AppCalls.day >= since)
        return (await self._session.scalars(own.order_by(AppCalls.day.desc()))).all()

    async def use_up(self, key_id: str, nonce: str, now: datetime) -> bool:
        """Use up a nonce; tell whether nobody had."""
        used = insert(Nonce).values(key_id=key_id, nonce=nonce, seen_at=now)
        fresh = await self._session.scalar(used.on_conflict_do_nothing().returning(Nonce.nonce))
        return fresh is not None
