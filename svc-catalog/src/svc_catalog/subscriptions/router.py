"""HTTP in front of subscriptions: everybody his own."""

from typing import Annotated

from fastapi import Depends

from servicekit.auth import Access, Own
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import MalformedRequest, problems
from servicekit.routing import Router
from svc_catalog.subscriptions.errors import NotSubscribed
from svc_catalog.subscriptions.schemas import NoticeOut, SubscriptionIn, SubscriptionOut
from svc_catalog.subscriptions.service import SubscriptionService

router = Router(tags=["subscriptions"])
Subscriber = Annotated[Access, Own("person", "organisation")]


def subscription_service(session: Session, now: Now) -> SubscriptionService:
    """Build the use cases for one request."""
    return SubscriptionService(session, now)


Subscriptions = Annotated[SubscriptionService, Depends(subscription_service)]


@router.get("/policy-subscription", responses=problems(NotSubscribed))
async def show_subscription(subscriptions: Subscriptions, access: Subscriber) -> SubscriptionOut:
    """Return what the caller subscribed to, and how many notices wait."""
    return await subscriptions.shown(access.caller.subject)


@router.put("/policy-subscription", responses=problems(MalformedRequest))
async def subscribe(
    body: SubscriptionIn, subscriptions: Subscriptions, access: Subscriber
) -> SubscriptionOut:
    """Hear of policies that fit an enterprise as soon as they are published."""
    return await subscriptions.subscribe(access.caller.subject, body)


@router.delete("/policy-subscription", status_code=204)
async def end_subscription(subscriptions: Subscriptions, access: Subscriber) -> None:
    """Hear of nothing any more; what was said of the enterprise is forgotten."""
    await subscriptions.end(access.caller.subject)


@router.get("/policy-subscription/notices")
async def list_policy_notices(subscriptions: Subscriptions, access: Subscriber) -> list[NoticeOut]:
    """Return of which policies the caller was told, the newest first."""
    return await subscriptions.notices(access.caller.subject)


@router.post("/policy-subscription/notices/seen", status_code=204)
async def see_policy_notices(subscriptions: Subscriptions, access: Subscriber) -> None:
    """Note that the caller has seen them."""
    await subscriptions.see(access.caller.subject)
