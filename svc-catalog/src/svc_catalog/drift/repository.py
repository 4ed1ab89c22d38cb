"""All SQL on the comparison."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from svc_catalog.drift.models import DriftRun, DriftTask
from svc_catalog.drift.types import Held, Neighbour, Ours, TaskState
from svc_catalog.items.models import DirectoryEntry, Item
from svc_catalog.items.types import State
from svc_catalog.media.models import Claim, MediaGuide, MediaItem


class DriftRepository:
    """Finds what is compared, and what came of it; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def ours(self) -> dict[str, Ours]:
        """Return every item that we have told the others of."""
        columns = select(
            Item.item_id,
            DirectoryEntry.name,
            Item.region_code,
            DirectoryEntry.department_code,
            Item.version,
            Item.state == State.PUBLISHED,
            Item.is_kiosk,
            Item.changed_at,
        ).join(DirectoryEntry, DirectoryEntry.code == Item.directory_code)
        return {row[0]: Ours(*row) for row in await self._session.execute(columns)}

    async def guided(self) -> dict[str, Held]:
        """Return the items to which a film or a picture guide is shown in their own region."""
        shown = (MediaGuide.region_code == Item.region_code) | (Claim.region_code == Item.region_code)
        found = (
            select(Item.item_id, MediaGuide.title, Item.version)
            .join(MediaItem, MediaItem.directory_code == Item.directory_code)
            .join(MediaGuide, MediaGuide.media_id == MediaItem.media_id)
            .outerjoin(Claim, Claim.media_id == MediaGuide.media_id)
            .where(MediaGuide.published.is_not(None), shown)
            .distinct()
        )
        return {row[0]: Held(*row, is_offered=True) for row in await self._session.execute(found)}

    async def open_of(self, neighbour: Neighbour) -> dict[str, DriftTask]:
        """Return the open tasks about a neighbour by item, held until the transaction ends."""
        wanted = (DriftTask.neighbour == neighbour) & (DriftTask.state == TaskState.OPEN)
        found = select(DriftTask).where(wanted).order_by(DriftTask.item_id).with_for_update()
        return {one.item_id: one for one in await self._session.scalars(found)}

    async def tasks(
        self, condition: ColumnElement[bool], after: tuple[date, UUID] | None, limit: int
    ) -> Sequence[DriftTask]:
        """Return tasks, what is due first before the others."""
        found = select(DriftTask).where(condition).order_by(DriftTask.due_on, DriftTask.id).limit(limit)
        if after:
            found = found.where(tuple_(DriftTask.due_on, DriftTask.id) > after)
        return (await self._session.scalars(found)).all()

    async def runs(self, limit: int) -> Sequence[DriftRun]:
        """Return the last comparisons, the newest first."""
        found = select(DriftRun).order_by(DriftRun.made_at.desc(), DriftRun.id.desc()).limit(limit)
        return (await self._session.scalars(found)).all()
