"""Use cases on rounds."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import true
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.routing import check_version
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import covers
from svc_catalog.conditions.types import Condition
from svc_catalog.lists.errors import NoSuchList
from svc_catalog.lists.service import ListService
from svc_catalog.lists.types import Kind
from svc_catalog.rounds import rules
from svc_catalog.rounds.errors import NoSuchRound, RoundsOverlap
from svc_catalog.rounds.models import Round
from svc_catalog.rounds.repository import RoundRepository, seen_from
from svc_catalog.rounds.schemas import RoundIn, RoundOut
from svc_catalog.rounds.types import State

CURSOR = (UUID,)


class RoundService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._rounds = RoundRepository(session)
        self._lists = ListService(session, now)
        self._now = now

    async def begin(
        self, kind: Kind, region_code: str, wish: RoundIn, caller: str, regions: AbstractSet[str]
    ) -> Round:
        """Begin a round of a list, with what the list asks today.

        Raises:
            NoSuchList: there is none in the operator's regions.
            DatesReversed: it would close before it opens, or has closed already.
            RoundsOverlap: the round before has not been published.

        """
        if not covers(regions, region_code):
            raise NoSuchList
        found = await self._lists.find(kind, region_code)
        opens_at, closes_at = rules.span(wish.opens_on, wish.closes_on, self._now)
        if await self._rounds.unpublished(found.list_id):
            raise RoundsOverlap
        one = Round(
            list_id=found.list_id,
            list_name=found.name,
            kind=kind,
            region_code=region_code,
            title=wish.title,
            opens_at=opens_at.astimezone(UTC),
            closes_at=closes_at.astimezone(UTC),
            criteria=found.criteria,
            needs_test=found.needs_test,
            begun_by=caller,
            close_reason="",
            closed_by=None,
            published_at=None,
            added=0,
            removed=0,
            kept=0,
            missed=0,
        )
        self._session.add(one)
        await self._session.flush()
        return one

    async def page(
        self, regions: Iterable[str], kind: Kind | None, after: str | None, limit: int
    ) -> Page[RoundOut]:
        """Return the rounds in which an operator's regions take part, the newest first."""
        start = open_cursor(after, CURSOR)
        wanted = seen_from(regions) & (Round.kind == kind if kind else true())
        rows = await self._rounds.page(wanted, start[0] if start else None, limit + 1)
        onward = seal_cursor(str(rows[limit - 1].round_id)) if len(rows) > limit else None
        return Page(items=[self.shown(row) for row in rows[:limit]], next=onward)

    async def find(self, round_id: UUID, regions: Iterable[str]) -> Round:
        """Return a round in which an operator's regions take part.

        Raises:
            NoSuchRound: there is none.

        """
        found = await self._rounds.find((Round.round_id == round_id) & seen_from(regions))
        if found is None:
            raise NoSuchRound
        return found

    async def last_published(self, kind: Kind, region_code: str) -> Round:
        """Return the round by which a list stands.

        Raises:
            NoSuchList, NoSuchRound: there is none.

        """
        one = await self._lists.find(kind, region_code)
        found = await self._rounds.last_published(one.list_id)
        if found is None:
            raise NoSuchRound
        return found

    async def take_part(self, round_id: UUID, regions: Iterable[str]) -> Round:
        """Return a round that takes proposals, and does so until the transaction ends.

        Raises:
            NoSuchRound: there is none in which the regions take part.
            RoundNotOpen: it has not begun, or has ended.

        """
        found = await self._held(round_id, alone=False)
        if not any(
            covers([found.region_code], region) or covers([region], found.region_code) for region in regions
        ):
            raise NoSuchRound
        rules.require(self.state(found), State.OPEN)
        return found

    async def judge(self, round_id: UUID, regions: AbstractSet[str], *, alone: bool = False) -> Round:
        """Return a round that has not been published and is wholly the operator's to decide on.

        Raises:
            NoSuchRound: it is not.
            RoundNotOpen: it has been published, or has not begun.

        """
        found = await self._held(round_id, alone=alone)
        if not covers(regions, found.region_code):
            raise NoSuchRound
        rules.require(self.state(found), State.CLOSED, *([] if alone else [State.OPEN]))
        return found

    async def close(
        self, round_id: UUID, reason: str, closer: str, regions: AbstractSet[str], if_match: str | None
    ) -> Round:
        """Let a round take no more proposals from now on.

        Raises:
            NoSuchRound: it is not wholly the operator's.
            StaleVersion: somebody has changed it since.
            RoundNotOpen: it has not begun, or has ended.

        """
        found = await self._held(round_id, alone=True)
        if not covers(regions, found.region_code):
            raise NoSuchRound
        check_version(if_match, found.version)
        rules.require(self.state(found), State.OPEN)
        found.closes_at, found.close_reason, found.closed_by = self._now, reason, closer
        await self._session.flush()
        return found

    async def _held(self, round_id: UUID, *, alone: bool) -> Round:
        found = await self._rounds.hold(round_id, alone=alone)
        if found is None:
            raise NoSuchRound
        return found

    @staticmethod
    def published(one: Round) -> datetime:
        """Return when a round was published.

        Raises:
            NoSuchRound: it has not been.

        """
        if one.published_at is None:
            raise NoSuchRound
        return one.published_at

    def state(self, one: Round) -> State:
        """Return where a round stands."""
        return rules.state(one.opens_at, one.closes_at, one.published_at, self._now)

    def shown(self, one: Round) -> RoundOut:
        """Return a round as operators see it."""
        columns = {name: getattr(one, name) for name in RoundOut.model_fields if name != "state"}
        return RoundOut.model_validate(columns | {"state": self.state(one)})


def criteria_of(one: Round) -> list[Condition]:
    """Return what a round asks of items."""
    return [Condition.model_validate(condition) for condition in one.criteria]
