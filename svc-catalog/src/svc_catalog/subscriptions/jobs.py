"""What the publication of a policy leads to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Jobs
from svc_catalog.policies.types import TELL
from svc_catalog.subscriptions.service import SubscriptionService

jobs = Jobs()


@jobs.on(TELL)
async def tell(policy_id: str, session: AsyncSession, now: datetime) -> None:
    """Tell the subscribers whom a newly published policy fits."""
    await SubscriptionService(session, now).tell(UUID(policy_id))
