"""What a service holds of things that another owns, for the owner to compare."""

from typing import Annotated, Any

from sqlalchemy import ColumnElement, select

from servicekit.auth import Access, Needs, Scope
from servicekit.copies import Copied
from servicekit.db import Session
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Out, Page, open_cursor, seal_cursor
from servicekit.scope import within


class HoldingOut(Out):
    """One copy."""

    key: str
    #: The owner's version of what is held.
    version: int
    name: str
    #: The service lets people have it.
    is_offered: bool


def holdings(
    path: str, permission: str, model: type[Copied], key: Any, is_offered: ColumnElement[bool]
) -> Router:
    """Return a router with one route: the copies in the caller's regions, in the order of their keys.

    `model` has `name` and `region_code` besides what every copy has.
    """
    router = Router(tags=["holdings"])
    table: Any = model

    @router.get(path)
    async def list_holdings(
        session: Session,
        access: Annotated[Access, Needs(permission, Scope.REGION)],
        limit: Limit = 200,
        after: After = None,
    ) -> Page[HoldingOut]:
        """Return what this service holds of another's things, and in which version."""
        place = open_cursor(after, (str,))
        wanted = within(table.region_code, access.regions)
        if place:
            wanted &= key > place[0]
        columns = select(key, table.source_version, table.name, is_offered).where(wanted)
        rows = (await session.execute(columns.order_by(key).limit(limit + 1))).all()
        found = [
            HoldingOut(key=row[0], version=row[1], name=row[2], is_offered=row[3]) for row in rows[:limit]
        ]
        return Page(items=found, next=seal_cursor(found[-1].key) if len(rows) > limit else None)

    return router
