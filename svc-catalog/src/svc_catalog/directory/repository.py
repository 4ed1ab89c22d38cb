"""All SQL on the directory."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from svc_catalog.departments.models import Department
from svc_catalog.items.models import DirectoryEntry

Found = tuple[DirectoryEntry, str]


class DirectoryRepository:
    """Finds entries with the names of their departments; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(self, condition: ColumnElement[bool], after: int, limit: int) -> Sequence[Found]:
        """Return entries in the order of the directory, from after a number on."""
        found = (
            select(DirectoryEntry, Department.name)
            .join(Department, Department.code == DirectoryEntry.department_code)
            .where(condition, DirectoryEntry.number > after)
            .order_by(DirectoryEntry.number)
            .limit(limit)
        )
        return [(entry, name) for entry, name in await self._session.execute(found)]
