"""Use cases on proposals: counties propose and try, the city decides and publishes."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.ids import uuid7
from servicekit.routing import check_version
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import covers, within
from svc_catalog.conditions.rules import together
from svc_catalog.items.models import Item
from svc_catalog.items.types import State as ItemState
from svc_catalog.lists.schemas import ReasonOut
from svc_catalog.lists.service import ListService, judge
from svc_catalog.proposals import rules
from svc_catalog.proposals.errors import (
    NoSuchProposal,
    ProposalIsDecided,
    ProposalsNotTaken,
    ReasonNeeded,
)
from svc_catalog.proposals.models import Proposal, ProposalTest
from svc_catalog.proposals.repository import LEADS_TO, ProposalRepository, acceptable, matching
from svc_catalog.proposals.schemas import (
    AmongIn,
    CountsOut,
    DecidedOut,
    DecisionIn,
    FullProposalOut,
    ProposalIn,
    ProposalOut,
    TestIn,
    TestOut,
)
from svc_catalog.proposals.types import Decision, State, Tried
from svc_catalog.rounds.models import Round
from svc_catalog.rounds.service import RoundService, criteria_of

CURSOR = (UUID,)


class ProposalService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._proposals = ProposalRepository(session)
        self._rounds = RoundService(session, now)
        self._lists = ListService(session, now)
        self._now = now

    async def propose(
        self, round_id: UUID, wishes: Sequence[ProposalIn], caller: str, regions: AbstractSet[str]
    ) -> list[UUID]:
        """Take proposals of an operator's regions: all of them, or none.

        Raises:
            NoSuchRound, RoundNotOpen: the round does not take them.
            ProposalsNotTaken: `errors` points at each that cannot be proposed.

        """
        one = await self._rounds.take_part(round_id, regions)
        ids = {wish.item_id for wish in wishes}
        items = await self._lists.items(ids)
        mine = {
            item.item_id
            for item in items.values()
            if covers(regions, item.region_code)
            and covers([one.region_code], item.region_code)
            and item.state == ItemState.PUBLISHED
        }
        on_list = await self._lists.on_list(one.list_id)
        asked = [(wish.item_id, wish.act) for wish in wishes]
        errors = list(rules.objections(asked, mine, on_list, await self._proposals.waiting(round_id, ids)))
        if errors:
            raise ProposalsNotTaken(errors=errors)
        rows = [self._row(one, wish, items[wish.item_id], caller) for wish in wishes]
        tests = [
            self._test_row(row["proposal_id"], wish.test, caller)
            for row, wish in zip(rows, wishes, strict=True)
            if wish.test
        ]
        await self._proposals.add(rows, tests)
        return [row["proposal_id"] for row in rows]

    def _row(self, one: Round, wish: ProposalIn, item: Item, caller: str) -> dict[str, Any]:
        found = judge(criteria_of(one), item)
        return {
            "proposal_id": uuid7(),
            "round_id": one.round_id,
            "item_id": item.item_id,
            "item_name": item.entry.name,
            "region_code": item.region_code,
            "act": wish.act,
            "reason": wish.reason,
            "verdict": together(found),
            "findings": [ReasonOut.model_validate(reason).model_dump(mode="json") for reason in found],
            "tried": rules.outcome(wish.test.steps) if wish.test else Tried.NONE,
            "state": State.PROPOSED,
            "proposed_by": caller,
            "proposed_at": self._now,
            "version": 1,
        }

    def _test_row(self, proposal_id: UUID, test: TestIn, caller: str) -> dict[str, Any]:
        return test.model_dump(mode="python") | {
            "test_id": uuid7(),
            "proposal_id": proposal_id,
            "steps": [step.model_dump() for step in test.steps],
            "outcome": rules.outcome(test.steps),
            "recorded_by": caller,
            "recorded_at": self._now,
        }

    async def page(
        self,
        round_id: UUID,
        regions: AbstractSet[str],
        wish: AmongIn,
        state: State | None,
        after: str | None,
        limit: int,
    ) -> Page[ProposalOut]:
        """Return the proposals of an operator's regions in a round, in the order in which they came.

        Raises:
            NoSuchRound: the regions take no part in it.

        """
        await self._rounds.find(round_id, regions)
        start = open_cursor(after, CURSOR)
        wanted = (Proposal.round_id == round_id) & within(Proposal.region_code, regions)
        wanted &= matching(wish.region, wish.act, wish.verdict, wish.tried, state)
        rows = await self._proposals.page(wanted, start[0] if start else None, limit + 1)
        onward = seal_cursor(str(rows[limit - 1].proposal_id)) if len(rows) > limit else None
        return Page(items=[ProposalOut.model_validate(row) for row in rows[:limit]], next=onward)

    async def find(self, proposal_id: UUID, regions: Iterable[str]) -> FullProposalOut:
        """Return a proposal of an operator's regions with its tests.

        Raises:
            NoSuchProposal: there is none.

        """
        found = await self._proposals.find(proposal_id, regions)
        if found is None:
            raise NoSuchProposal
        return await self.shown(found)

    async def shown(self, one: Proposal) -> FullProposalOut:
        """Return a proposal with its tests."""
        tests = await self._proposals.tests(one.proposal_id)
        return FullProposalOut(
            **ProposalOut.model_validate(one).model_dump(),
            tests=[TestOut.model_validate(test) for test in tests],
        )

    async def record_test(
        self, proposal_id: UUID, test: TestIn, caller: str, regions: AbstractSet[str]
    ) -> Proposal:
        """Record how a proposed item was tried; the last trial counts.

        Raises:
            NoSuchProposal: there is none in the operator's regions.
            ProposalIsDecided: the city has decided.
            RoundNotOpen: the round has been published.

        """
        one = await self._undecided(proposal_id, regions)
        self._session.add(ProposalTest(**self._test_row(proposal_id, test, caller)))
        one.tried = rules.outcome(test.steps)
        await self._session.flush()
        return one

    async def withdraw(self, proposal_id: UUID, regions: AbstractSet[str], if_match: str | None) -> Proposal:
        """Take a proposal back.

        Raises:
            NoSuchProposal: there is none in the operator's regions.
            StaleVersion: somebody has changed it since.
            ProposalIsDecided: the city has decided.

        """
        one = await self._undecided(proposal_id, regions)
        check_version(if_match, one.version)
        one.state = State.WITHDRAWN
        await self._session.flush()
        return one

    async def _undecided(self, proposal_id: UUID, regions: AbstractSet[str]) -> Proposal:
        one = await self._proposals.find(proposal_id, regions, lock=True)
        if one is None:
            raise NoSuchProposal
        if one.state != State.PROPOSED:
            raise ProposalIsDecided(state=one.state)
        return one

    async def decide(
        self, round_id: UUID, wish: DecisionIn, caller: str, regions: AbstractSet[str]
    ) -> tuple[Round, DecidedOut]:
        """Decide on the proposals named, or on all that wait and fit a description.

        A decision may be taken back by another until the round is published; who proposed does not decide.

        Raises:
            NoSuchRound: the round is not the operator's to decide on.
            RoundNotOpen: it has been published, or has not begun.
            ReasonNeeded: a refusal without one.

        """
        if wish.decision is Decision.REFUSE and not wish.answer:
            raise ReasonNeeded
        one = await self._rounds.judge(round_id, regions)
        among = Proposal.round_id == round_id
        if wish.proposals is not None:
            among &= Proposal.proposal_id.in_(wish.proposals)
        else:
            what = wish.among or AmongIn()
            among &= matching(what.region, what.act, what.verdict, what.tried, State.PROPOSED)
        decided, left = await self._proposals.decide(
            among,
            acceptable(wish.decision, caller, needs_test=one.needs_test),
            {
                "state": LEADS_TO[wish.decision],
                "answer": wish.answer,
                "decided_by": caller,
                "decided_at": self._now,
            },
        )
        return one, DecidedOut(decided=decided, left=left)

    async def counts(self, round_id: UUID, regions: AbstractSet[str]) -> CountsOut:
        """Return how far a round is in an operator's regions.

        Raises:
            NoSuchRound: the regions take no part in it.

        """
        await self._rounds.find(round_id, regions)
        wanted = (Proposal.round_id == round_id) & within(Proposal.region_code, regions)
        states = await self._proposals.count(wanted, Proposal.state)
        return CountsOut(
            **{state.value: states.get(state, 0) for state in State},
            regions=await self._proposals.count(wanted, Proposal.region_code),
        )

    async def accepted(self, round_id: UUID) -> list[tuple[str, str, str, str, str]]:
        """Return item, name, region, act and reason of what was accepted in a round."""
        return await self._proposals.accepted(round_id)

    async def undecided(self, round_id: UUID) -> int:
        """Return how many proposals of a round wait."""
        wanted = (Proposal.round_id == round_id) & (Proposal.state == State.PROPOSED)
        return (await self._proposals.count(wanted, Proposal.state)).get(State.PROPOSED, 0)
