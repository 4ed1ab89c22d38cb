"""All SQL of proposals."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.scope import within
from svc_catalog.conditions.types import Verdict
from svc_catalog.proposals.models import Proposal, ProposalTest
from svc_catalog.proposals.types import Act, Decision, State, Tried

#: What a proposal becomes by a decision.
LEADS_TO = {Decision.ACCEPT: State.ACCEPTED, Decision.REFUSE: State.REFUSED}


class ProposalRepository:
    """Finds proposals; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, rows: Sequence[Mapping[str, Any]], tests: Sequence[Mapping[str, Any]]) -> None:
        """Keep proposals with their tests."""
        await self._session.execute(insert(Proposal), list(rows))
        if tests:
            await self._session.execute(insert(ProposalTest), list(tests))

    async def page(self, wanted: ColumnElement[bool], after: UUID | None, limit: int) -> Sequence[Proposal]:
        """Return proposals in the order in which they came."""
        found = select(Proposal).where(wanted)
        if after:
            found = found.where(Proposal.proposal_id > after)
        return (await self._session.scalars(found.order_by(Proposal.proposal_id).limit(limit))).all()

    async def find(self, proposal_id: UUID, regions: Iterable[str], *, lock: bool = False) -> Proposal | None:
        """Return a proposal of the regions, held until the transaction ends if it is to change."""
        wanted = (Proposal.proposal_id == proposal_id) & within(Proposal.region_code, regions)
        found = select(Proposal).where(wanted)
        return await self._session.scalar(found.with_for_update() if lock else found)

    async def tests(self, proposal_id: UUID) -> Sequence[ProposalTest]:
        """Return the tests of a proposal, the first first."""
        wanted = select(ProposalTest).where(ProposalTest.proposal_id == proposal_id)
        return (await self._session.scalars(wanted.order_by(ProposalTest.test_id))).all()

    async def waiting(self, round_id: UUID, item_ids: Iterable[str]) -> set[str]:
        """Return which of some items have been proposed in a round."""
        wanted = (Proposal.round_id == round_id) & Proposal.item_id.in_(list(item_ids))
        return set(await self._session.scalars(select(Proposal.item_id).where(wanted)))

    async def decide(
        self,
        among: ColumnElement[bool],
        acceptable: Mapping[str, ColumnElement[bool]],
        values: Mapping[str, Any],
    ) -> tuple[int, dict[str, int]]:
        """Decide on what fits a description and may be decided so.

        `acceptable` names what must hold of each; what breaks one is left as it is and counted under
        the first that it breaks.
        """
        why = case(*((~condition, name) for name, condition in acceptable.items()), else_="")
        counted = select(why, func.count()).where(among).group_by(why)
        counts: dict[str, int] = dict((await self._session.execute(counted)).all())
        decided = counts.pop("", 0)
        change = update(Proposal).where(among, *acceptable.values())
        change = change.values(**values, version=Proposal.version + 1)
        await self._session.execute(change.execution_options(synchronize_session=False))
        return decided, counts

    async def count(self, wanted: ColumnElement[bool], by: Any) -> dict[str, int]:
        """Return how many proposals there are of each value of a column."""
        rows = await self._session.execute(select(by, func.count()).where(wanted).group_by(by))
        return dict(rows.all())

    async def accepted(self, round_id: UUID) -> list[tuple[str, str, str, str, str]]:
        """Return item, name, region, act and reason of what was accepted in a round."""
        columns = (Proposal.item_id, Proposal.item_name, Proposal.region_code, Proposal.act, Proposal.reason)
        wanted = (Proposal.round_id == round_id) & (Proposal.state == State.ACCEPTED)
        rows = await self._session.execute(select(*columns).where(wanted))
        return [(row.item_id, row.item_name, row.region_code, row.act, row.reason) for row in rows]


def acceptable(decision: Decision, decider: str, *, needs_test: bool) -> dict[str, ColumnElement[bool]]:
    """Return what must hold of proposals for a decision by somebody, by the name of what it breaks."""
    conditions: dict[str, ColumnElement[bool]] = {
        "gone": Proposal.state != State.WITHDRAWN,
        "own_proposal": Proposal.proposed_by != decider,
    }
    if decision is Decision.ACCEPT:
        is_removal = Proposal.act == Act.REMOVE
        conditions["not_fitting"] = or_(is_removal, Proposal.verdict == Verdict.MET)
        tried = Proposal.tried == Tried.PASSED if needs_test else Proposal.tried != Tried.FAILED
        conditions["not_tried"] = or_(is_removal, tried)
    return conditions


def matching(
    region: str | None, act: str | None, verdict: str | None, tried: str | None, state: str | None
) -> ColumnElement[bool]:
    """Return the condition that keeps what fits every wish; `None` is no wish."""
    kept = [
        column == wish
        for column, wish in (
            (Proposal.act, act),
            (Proposal.verdict, verdict),
            (Proposal.tried, tried),
            (Proposal.state, state),
        )
        if wish is not None
    ]
    here = [within(Proposal.region_code, [region])] if region else []
    return and_(Proposal.proposal_id.is_not(None), *kept, *here)
