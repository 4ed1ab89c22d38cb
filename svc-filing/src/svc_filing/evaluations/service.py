"""Use cases on evaluations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.crypto import Vault
from servicekit.outbox import Outbox
from svc_filing.evaluations import events
from svc_filing.evaluations.errors import EvaluatedAlready, NotFinished
from svc_filing.evaluations.models import Evaluation
from svc_filing.evaluations.schemas import EvaluationGive


class EvaluationService:
    """Takes one evaluation per case (一事一评)."""

    def __init__(self, session: AsyncSession, now: datetime, vault: Vault) -> None:
        self._session = session
        self._outbox = Outbox(session, now)
        self._now = now
        self._vault = vault

    async def of_case(self, case_id: UUID) -> Evaluation | None:
        """Return the evaluation of a case."""
        return await self._session.get(Evaluation, case_id)

    async def give(
        self, case_id: UUID, item_id: str, region_code: str, given: EvaluationGive, *, is_finished: bool
    ) -> Evaluation:
        """Keep what an applicant says and announce it; the caller has locked the case.

        Raises:
            NotFinished: the case is not decided yet.
            EvaluatedAlready: it has been evaluated.

        """
        if not is_finished:
            raise NotFinished
        if await self.of_case(case_id):
            raise EvaluatedAlready
        evaluation = Evaluation(
            case_id=case_id,
            item_id=item_id,
            region_code=region_code,
            level=given.level,
            tags=given.tags,
            words_sealed=self._vault.seal(given.words, "evaluations.words") if given.words else None,
            channel=given.channel,
            given_at=self._now,
        )
        self._session.add(evaluation)
        await self._outbox.announce(events.evaluation_given, evaluation)
        return evaluation
