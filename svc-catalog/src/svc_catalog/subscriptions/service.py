"""Use cases on subscriptions."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from svc_catalog.conditions.rules import check_facts
from svc_catalog.conditions.types import Verdict
from svc_catalog.policies.service import PolicyService
from svc_catalog.policies.types import ENTERPRISE_FACTS
from svc_catalog.regions.rules import ancestry
from svc_catalog.subscriptions.errors import NotSubscribed
from svc_catalog.subscriptions.models import PolicyNotice, Subscription
from svc_catalog.subscriptions.schemas import NoticeOut, SubscriptionIn, SubscriptionOut

#: Subscribers looked at together.
BATCH = 500
MOST = 100


class SubscriptionService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._policies = PolicyService(session, now)
        self._now = now

    async def subscribe(self, subject: str, wish: SubscriptionIn) -> SubscriptionOut:
        """Keep for which enterprise somebody wants to hear of policies.

        Raises:
            MalformedRequest: the profile names what no condition could.

        """
        check_facts(wish.profile, ENTERPRISE_FACTS, "#/profile")
        row = {
            "subject": subject,
            "region_code": wish.region,
            "profile": wish.profile,
            "wants_unsure": wish.wants_unsure,
            "changed_at": self._now,
        }
        kept = insert(Subscription).values(row).on_conflict_do_update(index_elements=["subject"], set_=row)
        await self._session.execute(kept)
        return await self.shown(subject)

    async def shown(self, subject: str) -> SubscriptionOut:
        """Return what somebody subscribed to.

        Raises:
            NotSubscribed: nothing.

        """
        one = await self._session.get(Subscription, subject, populate_existing=True)
        if one is None:
            raise NotSubscribed
        unseen = (PolicyNotice.subject == subject) & PolicyNotice.seen_at.is_(None)
        count = await self._session.scalar(select(func.count()).where(unseen))
        return SubscriptionOut(
            region_code=one.region_code,
            profile=one.profile,
            wants_unsure=one.wants_unsure,
            changed_at=one.changed_at,
            unseen=count or 0,
        )

    async def end(self, subject: str) -> None:
        """Forget a subscriber, with everything that was said of the enterprise."""
        await self._session.execute(delete(Subscription).where(Subscription.subject == subject))

    async def notices(self, subject: str) -> list[NoticeOut]:
        """Return of which policies a subscriber was told, the newest first; they are seen then."""
        mine = PolicyNotice.subject == subject
        order = (PolicyNotice.made_at.desc(), PolicyNotice.policy_id)
        rows = (
            await self._session.scalars(select(PolicyNotice).where(mine).order_by(*order).limit(MOST))
        ).all()
        return [NoticeOut.model_validate(row) for row in rows]

    async def see(self, subject: str) -> None:
        """Note that a subscriber has seen what he was told."""
        unseen = (PolicyNotice.subject == subject) & PolicyNotice.seen_at.is_(None)
        await self._session.execute(update(PolicyNotice).where(unseen).values(seen_at=self._now))

    async def tell(self, policy_id: UUID) -> int:
        """Tell the subscribers whom a newly published policy fits; return how many.

        Told again, nobody hears of the same publication twice.
        """
        policy = await self._policies.published(policy_id)
        if policy is None:
            return 0
        count = 0
        async for batch in self._batches():
            rows = []
            for one in batch:
                if policy.region_code not in ancestry(one.region_code):
                    continue
                verdict = self._policies.match(policy, one.profile).verdict
                if verdict is Verdict.MET or (verdict is Verdict.UNKNOWN and one.wants_unsure):
                    rows.append(
                        {
                            "subject": one.subject,
                            "policy_id": policy_id,
                            "number": policy.number,
                            "title": policy.title,
                            "verdict": verdict,
                            "made_at": self._now,
                        }
                    )
            if rows:
                await self._session.execute(insert(PolicyNotice).on_conflict_do_nothing(), rows)
            count += len(rows)
        return count

    async def _batches(self) -> AsyncIterator[list[Subscription]]:
        last = ""
        while True:
            found = select(Subscription).where(Subscription.subject > last)
            rows = (await self._session.scalars(found.order_by(Subscription.subject).limit(BATCH))).all()
            if not rows:
                return
            yield list(rows)
            last = rows[-1].subject
