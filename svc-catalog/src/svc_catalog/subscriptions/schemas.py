"""The JSON of subscriptions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode
from svc_catalog.conditions.types import Verdict


class SubscriptionIn(In):
    """For which enterprise somebody wants to hear of policies."""

    region: RegionCode
    #: By the names of `GET /v1/policies/facts`.
    profile: dict[str, Any] = Field(max_length=40)
    #: Also of policies that might fit, but for what the profile leaves out.
    wants_unsure: bool = True


class SubscriptionOut(Out):
    """What somebody subscribed to."""

    region_code: str
    profile: dict[str, Any]
    wants_unsure: bool
    changed_at: datetime
    unseen: int


class NoticeOut(Out):
    """A policy of which a subscriber was told."""

    policy_id: UUID
    title: str
    verdict: Verdict
    made_at: datetime
    seen_at: datetime | None
