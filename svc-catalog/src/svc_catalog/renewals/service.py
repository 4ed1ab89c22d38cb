"""Use cases on renewals: a round becomes a list, and is compared with the round before."""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.schemas import open_cursor, seal_cursor
from svc_catalog.items.models import Item
from svc_catalog.items.types import State
from svc_catalog.lists.service import ListService, judge
from svc_catalog.lists.types import Kind
from svc_catalog.proposals.service import ProposalService
from svc_catalog.proposals.types import Act
from svc_catalog.renewals import rules
from svc_catalog.renewals.errors import ProposalsUndecided
from svc_catalog.renewals.repository import RenewalRepository
from svc_catalog.renewals.schemas import ComparisonOut, ResultOut
from svc_catalog.renewals.types import Outcome
from svc_catalog.rounds.models import Round
from svc_catalog.rounds.service import RoundService, criteria_of

CURSOR = (str, str)
#: Items looked at together: their guides are large.
BATCH = 500
THERE = {Act.ADD: (State.PUBLISHED,), Act.REMOVE: (State.PUBLISHED, State.SUSPENDED)}


class RenewalService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._renewals = RenewalRepository(session)
        self._proposals = ProposalService(session, now)
        self._rounds = RoundService(session, now)
        self._lists = ListService(session, now)
        self._now = now

    async def publish(self, round_id: UUID, regions: AbstractSet[str]) -> Round:
        """Let a list be what a closed round has made of it.

        Raises:
            NoSuchRound: the round is not the operator's to publish.
            RoundNotOpen: it has not closed, or has been published.
            ProposalsUndecided: some proposals wait; `count` says how many.

        """
        one = await self._rounds.judge(round_id, regions, alone=True)
        if waiting := await self._proposals.undecided(round_id):
            raise ProposalsUndecided(count=waiting)
        accepted = await self._proposals.accepted(round_id)
        newcomers = {item: reason for item, _, _, act, reason in accepted if act == Act.ADD}
        removals = {item: reason for item, _, _, act, reason in accepted if act == Act.REMOVE}
        counts: Counter[str] = Counter()
        on_list = await self._lists.on_list(one.list_id)
        for ids in batches(sorted(on_list | newcomers.keys())):
            items = await self._lists.items(ids)
            fates = {
                item_id: self._fate(one, items[item_id], newcomers, removals, on_list) for item_id in ids
            }
            await self._write(one, items, fates)
            counts.update(fate.outcome for fate in fates.values())
        one.published_at = self._now
        one.added, one.removed = counts[Outcome.ADDED], counts[Outcome.REMOVED]
        one.kept, one.missed = counts[Outcome.KEPT], counts[Outcome.MISSED]
        await self._session.flush()
        return one

    @staticmethod
    def _fate(
        one: Round, item: Item, newcomers: dict[str, str], removals: dict[str, str], on_list: AbstractSet[str]
    ) -> rules.Fate:
        found = judge(criteria_of(one), item)
        if item.item_id in on_list:
            is_there = item.state in THERE[Act.REMOVE]
            return rules.of_entry(removals.get(item.item_id), found, is_there=is_there)
        return rules.of_newcomer(newcomers[item.item_id], found, is_there=item.state in THERE[Act.ADD])

    async def _write(self, one: Round, items: dict[str, Item], fates: dict[str, rules.Fate]) -> None:
        rows: list[dict[str, Any]] = [
            {
                "round_id": one.round_id,
                "item_id": item_id,
                "item_name": items[item_id].entry.name,
                "region_code": items[item_id].region_code,
                "outcome": fate.outcome,
                "reason": fate.reason,
            }
            for item_id, fate in fates.items()
        ]
        await self._renewals.write_results(rows)
        await self._lists.renew(
            one.list_id,
            one.title,
            [(items[key], fate.reason) for key, fate in fates.items() if fate.outcome is Outcome.ADDED],
            [key for key, fate in fates.items() if fate.outcome is Outcome.REMOVED],
        )

    async def comparison(
        self,
        round_id: UUID,
        regions: Iterable[str],
        outcome: Outcome | None,
        after: str | None,
        limit: int,
    ) -> ComparisonOut:
        """Return what a round changed, to an operator whose regions take part in it.

        Raises:
            NoSuchRound: the regions take no part, or it has not been published.

        """
        return await self._compared(await self._rounds.find(round_id, regions), outcome, after, limit)

    async def last(
        self, kind: Kind, region_code: str, outcome: Outcome | None, after: str | None, limit: int
    ) -> ComparisonOut:
        """Return what the last round of a list changed.

        Raises:
            NoSuchList, NoSuchRound: there is none.

        """
        return await self._compared(
            await self._rounds.last_published(kind, region_code), outcome, after, limit
        )

    async def _compared(
        self, one: Round, outcome: Outcome | None, after: str | None, limit: int
    ) -> ComparisonOut:
        published_at = self._rounds.published(one)
        rows = await self._renewals.results(one.round_id, outcome, open_cursor(after, CURSOR), limit + 1)
        last = rows[limit - 1] if len(rows) > limit else None
        return ComparisonOut(
            round_title=one.title,
            published_at=published_at,
            added=one.added,
            removed=one.removed,
            kept=one.kept,
            missed=one.missed,
            results=[ResultOut.model_validate(row) for row in rows[:limit]],
            next=seal_cursor(last.outcome, last.item_id) if last else None,
        )


def batches(ids: list[str]) -> Iterable[list[str]]:
    """Yield ids, some at a time."""
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
