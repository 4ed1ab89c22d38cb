"""Use cases on handovers."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.crypto import Vault
from servicekit.deadlines import Deadlines
from servicekit.scope import within
from svc_helpdesk.handovers.errors import AnsweredAlready, NoSuchHandover
from svc_helpdesk.handovers.models import Handover
from svc_helpdesk.handovers.schemas import HandoverAsk, HandoverOut

LATE = "handover.late"
QUESTION, ANSWER = "handovers.question", "handovers.answer"


class HandoverService:
    """Takes questions to persons and brings their answers back."""

    def __init__(self, session: AsyncSession, now: datetime, vault: Vault) -> None:
        self._session = session
        self._now = now
        self._vault = vault

    async def hand_over(self, owner: str, asked: HandoverAsk, answer_within: int) -> HandoverOut:
        """Put a question on the desks of its region; the minute begins."""
        row = Handover(
            owner=owner,
            region_code=asked.region,
            item_id=asked.item_id,
            question_sealed=self._vault.seal(asked.text, QUESTION),
            state="waiting",
            waiting_since=self._now,
        )
        self._session.add(row)
        await self._session.flush()
        await Deadlines(self._session).set(LATE, str(row.id), self._now + timedelta(seconds=answer_within))
        return self.shown(row)

    async def mine(self, owner: str) -> list[HandoverOut]:
        """Return the questions of one person, newest first."""
        found = (
            select(Handover).where(Handover.owner == owner).order_by(Handover.waiting_since.desc()).limit(50)
        )
        return [self.shown(row) for row in await self._session.scalars(found)]

    async def waiting(self, regions: Iterable[str]) -> Sequence[HandoverOut]:
        """Return what waits in the regions, longest waiting first."""
        found = (
            select(Handover)
            .where(within(Handover.region_code, regions), Handover.state == "waiting")
            .order_by(Handover.waiting_since)
            .limit(200)
        )
        return [self.shown(row) for row in await self._session.scalars(found)]

    async def answer(self, handover_id: UUID, regions: Iterable[str], by: str, text: str) -> Handover:
        """Answer a question of the regions.

        Raises:
            NoSuchHandover: there is none in the regions.
            AnsweredAlready: somebody was faster.

        """
        found = select(Handover).where(Handover.id == handover_id, within(Handover.region_code, regions))
        row = await self._session.scalar(found.with_for_update())
        if row is None:
            raise NoSuchHandover
        if row.state != "waiting":
            raise AnsweredAlready
        row.answer_sealed = self._vault.seal(text, ANSWER)
        row.state, row.answered_at, row.answered_by = "answered", self._now, by
        await Deadlines(self._session).cancel(LATE, str(row.id))
        return row

    async def mark_late(self, handover_id: UUID) -> None:
        """Mark a question that was not answered within its minute."""
        row = await self._session.get(Handover, handover_id, with_for_update=True)
        if row is not None and row.state == "waiting":
            row.is_late = True

    def shown(self, row: Handover) -> HandoverOut:
        """Return a question with its words opened."""
        return HandoverOut(
            id=row.id,
            region_code=row.region_code,
            item_id=row.item_id,
            question=self._vault.open(row.question_sealed, QUESTION),
            answer=self._vault.open(row.answer_sealed, ANSWER) if row.answer_sealed else None,
            state=row.state,
            waiting_since=row.waiting_since,
            is_late=bool(row.is_late),
            answered_at=row.answered_at,
        )
