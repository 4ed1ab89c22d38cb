"""The JSON of policies."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode
from svc_catalog.conditions.types import Verdict
from svc_catalog.lists.schemas import ReasonOut
from svc_catalog.policies.types import Content


class PolicyIn(In):
    """A new policy."""

    region_code: RegionCode
    content: Content


class PolicyOut(Out):
    """A policy in a list."""

    policy_id: UUID
    region_code: str
    title: str
    number: str
    issuer: str
    issued_on: date
    valid_from: date
    valid_until: date | None
    #: It holds today.
    is_valid: bool
    gives: str
    published_at: datetime


class FullPolicyOut(Out):
    """Everything that a policy says."""

    policy: PolicyOut
    content: Content
    #: Of the publication, and the hash of what it says.
    publication: int


class OperatorPolicyOut(Out):
    """A policy as operators see it."""

    policy_id: UUID
    region_code: str
    title: str
    draft: Content | None
    published: Content | None
    publication: int
    published_at: datetime | None
    changed_at: datetime
    version: int
    allowed: list[str]


class PublicationOut(Out):
    """What was published once."""

    number: int
    content: Content
    sha256: str
    author: str
    publisher: str
    published_at: datetime


class ProfileIn(In):
    """What is known of an enterprise; what is left out is unknown, and nothing of it is kept."""

    region: RegionCode
    #: By the names of `GET /v1/policies/facts`.
    profile: dict[str, Any] = Field(max_length=40)


class MatchOut(Out):
    """How an enterprise stands against a policy."""

    policy: PolicyOut
    verdict: Verdict
    reasons: list[ReasonOut]
