"""HTTP in front of policies: anybody reads and matches, operators write, a second person publishes."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Public, Scope
from servicekit.clock import Now
from servicekit.conditional import Read, tag_of
from servicekit.db import Session
from servicekit.problems import MalformedRequest, StaleVersion, VersionRequired, problems
from servicekit.publication.errors import NothingToPublish, SecondPersonNeeded
from servicekit.routing import IfMatch, Router, etag
from servicekit.schemas import After, Limit, Page
from servicekit.scope import RegionCode
from svc_catalog.conditions.rules import OPERATORS
from svc_catalog.lists.schemas import FactOut
from svc_catalog.policies.errors import ItemsNotThere, NoSuchPolicy
from svc_catalog.policies.models import Policy
from svc_catalog.policies.schemas import (
    FullPolicyOut,
    MatchOut,
    OperatorPolicyOut,
    PolicyIn,
    PolicyOut,
    ProfileIn,
    PublicationOut,
)
from svc_catalog.policies.service import PolicyService, operator_out
from svc_catalog.policies.types import ENTERPRISE_FACTS, Content
from svc_catalog.regions.errors import RegionNotYours

router = Router(tags=["policies"])
ANYBODY = [Public("policies are made to be known, and nothing of a profile is kept")]
MayRead = Annotated[Access, Needs("policy:read", Scope.REGION)]
MayEdit = Annotated[Access, Needs("policy:edit", Scope.REGION)]
MayPublish = Annotated[Access, Needs("policy:publish", Scope.REGION)]
CHANGING = (NoSuchPolicy, StaleVersion, VersionRequired)


def policy_service(session: Session, now: Now) -> PolicyService:
    """Build the use cases for one request."""
    return PolicyService(session, now)


Policies = Annotated[PolicyService, Depends(policy_service)]


@router.get("/policies", dependencies=ANYBODY)
async def list_policies(
    policies: Policies,
    read: Read,
    region: Annotated[RegionCode, Query(description="where the enterprise is")],
    q: Annotated[str | None, Query(max_length=60, pattern=r"^[^\x00]*$")] = None,
    is_valid: Annotated[bool, Query(description="only what holds today")] = True,
    limit: Limit = 50,
    after: After = None,
) -> Page[PolicyOut] | None:
    """Return the policies for enterprises in a region, the newest first."""
    found = await policies.page(region, q, is_valid=is_valid, after=after, limit=limit)
    return None if read.is_held(tag_of(found)) else found


@router.get("/policies/facts", dependencies=ANYBODY)
async def list_policy_facts() -> list[FactOut]:
    """Return what conditions may ask of an enterprise, and so what a profile may say."""
    return [
        FactOut(**vars(known), operators=sorted(OPERATORS[known.kind])) for known in ENTERPRISE_FACTS.values()
    ]


@router.post("/policies/matches", dependencies=ANYBODY, responses=problems(MalformedRequest))
async def match_policies(body: ProfileIn, policies: Policies) -> list[MatchOut]:
    """Return how an enterprise stands against every policy that holds there, condition by condition."""
    return await policies.matches(body.region, body.profile)


@router.get("/policies/{policy_id}", dependencies=ANYBODY, responses=problems(NoSuchPolicy))
async def show_policy(policy_id: UUID, policies: Policies, read: Read) -> FullPolicyOut | None:
    """Return a published policy: its text, what it means, and whom it is for."""
    found = await policies.read(policy_id)
    return None if read.is_held(tag_of(found)) else found


@router.get("/operator/policies")
async def list_operator_policies(
    policies: Policies, access: MayRead, limit: Limit = 50, after: After = None
) -> Page[OperatorPolicyOut]:
    """Return the policies of the caller's regions, drafts included."""
    return await policies.page_for_operator(access.regions, after, limit)


@router.get("/operator/policies/{policy_id}", responses=problems(NoSuchPolicy))
async def show_operator_policy(
    policy_id: UUID, policies: Policies, access: MayRead, response: Response
) -> OperatorPolicyOut:
    """Return one policy with its draft."""
    return answered(await policies.for_operator(policy_id, access.regions), response)


@router.get("/operator/policies/{policy_id}/publications", responses=problems(NoSuchPolicy))
async def list_policy_publications(
    policy_id: UUID, policies: Policies, access: MayRead
) -> list[PublicationOut]:
    """Return what was published of a policy, the newest first."""
    return await policies.publications(policy_id, access.regions)


def answered(one: Policy, response: Response) -> OperatorPolicyOut:
    """Return a policy with its version."""
    response.headers["etag"] = etag(one.version)
    return operator_out(one)


@router.post("/operator/policies", status_code=201, responses=problems(RegionNotYours, ItemsNotThere))
async def begin_policy(
    body: PolicyIn, policies: Policies, access: MayEdit, audit: Audited, response: Response
) -> OperatorPolicyOut:
    """Begin a policy as a draft."""
    one = await policies.begin(body, access.caller.subject, access.regions)
    await audit.record("policy.write", str(one.policy_id), region=one.region_code)
    return answered(one, response)


@router.put("/operator/policies/{policy_id}", responses=problems(*CHANGING, ItemsNotThere, MalformedRequest))
async def write_policy(
    policy_id: UUID,
    body: Content,
    policies: Policies,
    access: MayEdit,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> OperatorPolicyOut:
    """Replace the draft of a policy."""
    one = await policies.write(policy_id, body, access.caller.subject, access.regions, if_match)
    await audit.record("policy.write", str(policy_id), region=one.region_code)
    return answered(one, response)


@router.post(
    "/operator/policies/{policy_id}/publish",
    responses=problems(*CHANGING, NothingToPublish, SecondPersonNeeded),
)
async def publish_policy(
    policy_id: UUID,
    policies: Policies,
    access: MayPublish,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> OperatorPolicyOut:
    """Publish a draft that somebody else wrote."""
    one = await policies.publish(policy_id, access.caller.subject, access.regions, if_match)
    await audit.record("policy.publish", str(policy_id), region=one.region_code)
    return answered(one, response)


@router.post("/operator/policies/{policy_id}/withdraw", responses=problems(*CHANGING))
async def withdraw_policy(
    policy_id: UUID,
    policies: Policies,
    access: MayPublish,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> OperatorPolicyOut:
    """Offer a policy no longer."""
    one = await policies.withdraw(policy_id, access.regions, if_match)
    await audit.record("policy.withdraw", str(policy_id), region=one.region_code)
    return answered(one, response)
