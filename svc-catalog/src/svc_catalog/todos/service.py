"""The use case of what waits."""

from collections import Counter
from datetime import datetime, time

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.auth import Access
from servicekit.scope import within
from servicekit.workdays import SHANGHAI
from svc_catalog.asked.models import Asked
from svc_catalog.gaps.repository import GapRepository, window
from svc_catalog.gaps.service import WAITING
from svc_catalog.revisions.rulebook import LABELS
from svc_catalog.todos import rules
from svc_catalog.todos.schemas import TodoOut, TodosOut
from svc_catalog.todos.sources import Asker, sources
from svc_catalog.todos.types import ACTS, Entry, Kind

#: How far back questions are looked at, and how many: only those that hurt most are work for today.
GAP_DAYS, MOST_GAPS = 28, 10


class TodoService:
    """Finds what waits for one officer."""

    def __init__(self, session: AsyncSession, now: datetime, access: Access) -> None:
        self._session = session
        self._now = now
        self._today = now.astimezone(SHANGHAI).date()
        self._asker = Asker(access, now, self._today)

    async def waiting(self, kind: Kind | None, limit: int) -> TodosOut:
        """Return what waits, at most `limit` of each kind, or of one; each kind is one query."""
        counts: Counter[Kind] = Counter()
        found: list[Entry] = []
        for one, query in sources(self._asker):
            # One row tells the count of what is not asked for.
            wanted = limit if kind in (None, one) else 1
            rows = (await self._session.execute(query.limit(wanted))).mappings().all()
            counts[one] += rows[0]["waiting"] if rows else 0
            found += [entry_of(one, row) for row in rows]
        gaps = await self._gaps()
        counts[Kind.GAP] += len(gaps)
        kept = [one for one in (*found, *gaps) if kind in (None, one.kind)]
        return TodosOut(
            items=[self._shown(one) for one in rules.in_order(kept)],
            counts={one: n for one, n in counts.items() if n},
            total=counts.total(),
        )

    async def _gaps(self) -> list[Entry]:
        regions = self._asker.regions("gap:edit")
        if not regions:
            return []
        mine = within(Asked.region_code, regions)
        ranked = await GapRepository(self._session).ranked(
            mine, window(self._today, GAP_DAYS), WAITING, None, MOST_GAPS
        )
        return [
            Entry(
                kind=Kind.GAP, key=f"{one.region_code}/{one.query}", title=one.query, detail=one.note,
                item_id=None, region_code=one.region_code, author=None,
                things=one.counted.empty or one.counted.asked,
                since=datetime.combine(one.first_day or self._today, time(), SHANGHAI), due_on=None,
                page="/catalog/search",
            )
            for one in ranked
        ]  # fmt: skip

    def _shown(self, one: Entry) -> TodoOut:
        return TodoOut(
            **vars(one),
            is_overdue=rules.is_overdue(one.due_on, self._today),
            allowed=list(ACTS.get(one.kind, ())),
        )


def entry_of(kind: Kind, row: RowMapping) -> Entry:
    """Return what a query found; elements of a guide get their names."""
    values = {name: value for name, value in row.items() if name != "waiting"}
    values["detail"] = values["detail"] or ""
    if kind is Kind.MERGE:
        values["detail"] = "、".join(LABELS.get(name, name) for name in values["detail"].split(","))
    return Entry(kind=kind, **values)
