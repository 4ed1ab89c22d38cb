"""Use cases on policies: enterprises read and match, operators write, a second person publishes."""

import hashlib
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import true
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Deadlines
from servicekit.routing import canonical, check_version
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import covers, within
from servicekit.workdays import SHANGHAI
from svc_catalog.conditions.rules import check, check_facts, together
from svc_catalog.lists.schemas import ReasonOut
from svc_catalog.policies import rules
from svc_catalog.policies.errors import ItemsNotThere, NoSuchPolicy
from svc_catalog.policies.models import Policy, PolicyPublication
from svc_catalog.policies.repository import PolicyRepository, published_for, valid_on
from svc_catalog.policies.schemas import (
    FullPolicyOut,
    MatchOut,
    OperatorPolicyOut,
    PolicyIn,
    PolicyOut,
    PublicationOut,
)
from svc_catalog.policies.types import ENTERPRISE_FACTS, TELL, Content
from svc_catalog.regions.errors import RegionNotYours
from svc_catalog.regions.rules import ancestry

CURSOR = (UUID,)


class PolicyService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._policies = PolicyRepository(session)
        self._now = now

    @property
    def today(self) -> date:
        """The day in Shanghai."""
        return self._now.astimezone(SHANGHAI).date()

    async def page(
        self, region: str, q: str | None, *, is_valid: bool, after: str | None, limit: int
    ) -> Page[PolicyOut]:
        """Return what is published for somebody in a region, the newest first."""
        start = open_cursor(after, CURSOR)
        wanted = published_for(ancestry(region)) & (valid_on(self.today) if is_valid else true())
        if q:
            wanted &= Policy.title.contains(q, autoescape=True)
        rows = await self._policies.page(wanted, start[0] if start else None, limit + 1)
        onward = seal_cursor(str(rows[limit - 1].policy_id)) if len(rows) > limit else None
        return Page(items=[self.policy_out(row) for row in rows[:limit]], next=onward)

    async def read(self, policy_id: UUID) -> FullPolicyOut:
        """Return a published policy.

        Raises:
            NoSuchPolicy: there is none, or it is not published.

        """
        found = await self._policies.find((Policy.policy_id == policy_id) & Policy.published.is_not(None))
        if found is None:
            raise NoSuchPolicy
        return FullPolicyOut(
            policy=self.policy_out(found), content=content_of(found), publication=found.number
        )

    async def matches(self, region: str, profile: Mapping[str, Any]) -> list[MatchOut]:
        """Return how an enterprise stands against every policy that holds there today; nothing is kept.

        What is met comes first, then what might be; the newest before the older.

        Raises:
            MalformedRequest: the profile names what no condition could.

        """
        check_facts(profile, ENTERPRISE_FACTS, "#/profile")
        wanted = published_for(ancestry(region)) & valid_on(self.today)
        found = [self.match(policy, profile) for policy in await self._policies.all(wanted)]
        return sorted(found, key=lambda one: rules.ORDER[one.verdict])

    def match(self, policy: Policy, profile: Mapping[str, Any]) -> MatchOut:
        """Return how an enterprise stands against a published policy."""
        found = rules.judge(content_of(policy), profile)
        return MatchOut(
            policy=self.policy_out(policy),
            verdict=together(found),
            reasons=[ReasonOut.model_validate(one) for one in found],
        )

    async def published(self, policy_id: UUID) -> Policy | None:
        """Return a policy as long as it is published and holds."""
        wanted = (Policy.policy_id == policy_id) & Policy.published.is_not(None) & valid_on(self.today)
        return await self._policies.find(wanted)

    async def published_between(self, region: str, start: datetime, end: datetime) -> list[Policy]:
        """Return what was published for exactly a region within a time, the oldest first."""
        wanted = published_for([region]) & (Policy.published_at >= start) & (Policy.published_at < end)
        return list(reversed(await self._policies.all(wanted)))

    async def publications_of(self, chosen: Iterable[tuple[UUID, int]]) -> list[tuple[UUID, Content]]:
        """Return what certain publications said."""
        found = []
        for policy_id, number in chosen:
            row = await self._session.get(PolicyPublication, (policy_id, number))
            if row is not None:
                found.append((policy_id, Content.model_validate(row.content)))
        return found

    async def page_for_operator(
        self, regions: Iterable[str], after: str | None, limit: int
    ) -> Page[OperatorPolicyOut]:
        """Return the policies of an operator's regions, the newest first."""
        start = open_cursor(after, CURSOR)
        wanted = within(Policy.region_code, regions)
        rows = await self._policies.page(wanted, start[0] if start else None, limit + 1)
        onward = seal_cursor(str(rows[limit - 1].policy_id)) if len(rows) > limit else None
        return Page(items=[operator_out(row) for row in rows[:limit]], next=onward)

    async def for_operator(self, policy_id: UUID, regions: Iterable[str]) -> Policy:
        """Return one policy of an operator's regions.

        Raises:
            NoSuchPolicy: there is none.

        """
        found = await self._policies.find(
            (Policy.policy_id == policy_id) & within(Policy.region_code, regions)
        )
        if found is None:
            raise NoSuchPolicy
        return found

    async def publications(self, policy_id: UUID, regions: Iterable[str]) -> list[PublicationOut]:
        """Return what was published of a policy of an operator's regions, the newest first.

        Raises:
            NoSuchPolicy: there is none.

        """
        await self.for_operator(policy_id, regions)
        return [PublicationOut.model_validate(row) for row in await self._policies.publications(policy_id)]

    async def begin(self, wish: PolicyIn, author: str, regions: AbstractSet[str]) -> Policy:
        """Begin a policy as a draft.

        Raises:
            RegionNotYours: it would hold beyond the operator's regions.
            MalformedRequest: a condition cannot be judged.
            ItemsNotThere: it names items that the directory does not hold.

        """
        if not covers(regions, wish.region_code):
            raise RegionNotYours
        one = Policy(region_code=wish.region_code, published=None, number=0, title=wish.content.title)
        return await self._draft(one, wish.content, author, "#/content")

    async def write(
        self, policy_id: UUID, content: Content, author: str, regions: AbstractSet[str], if_match: str | None
    ) -> Policy:
        """Replace the draft of a policy; what is published stays until somebody else publishes the draft.

        Raises:
            NoSuchPolicy: there is none in the operator's regions.
            StaleVersion: somebody has changed it since.
            MalformedRequest, ItemsNotThere: as `begin`.

        """
        return await self._draft(await self._lock(policy_id, regions, if_match), content, author, "#")

    async def _draft(self, one: Policy, content: Content, author: str, pointer: str) -> Policy:
        check(content.conditions, ENTERPRISE_FACTS, f"{pointer}/conditions")
        missing = set(content.directory_codes) - await self._policies.known_items(content.directory_codes)
        if missing:
            raise ItemsNotThere(items=sorted(missing))
        one.draft, one.author, one.changed_at = content.model_dump(mode="json"), author, self._now
        self._session.add(one)
        await self._session.flush()
        return one

    async def publish(
        self, policy_id: UUID, publisher: str, regions: AbstractSet[str], if_match: str | None
    ) -> Policy:
        """Publish a draft that somebody else wrote; subscribers whom it fits will be told.

        Raises:
            NoSuchPolicy: there is none in the operator's regions.
            StaleVersion: somebody has changed it since.
            NothingToPublish: there is no draft.
            SecondPersonNeeded: the publisher wrote it.

        """
        one = await self._lock(policy_id, regions, if_match)
        rules.check_publisher(one.draft, one.author, publisher)
        content = Content.model_validate(one.draft)
        one.published, one.draft, one.title = one.draft, None, content.title
        one.valid_from, one.valid_until = content.valid_from, content.valid_until
        one.number, one.published_at, one.changed_at = one.number + 1, self._now, self._now
        self._session.add(
            PolicyPublication(
                policy_id=one.policy_id,
                number=one.number,
                content=one.published,
                sha256=hashlib.sha256(canonical(one.published)).hexdigest(),
                author=one.author,
                publisher=publisher,
                published_at=self._now,
            )
        )
        await Deadlines(self._session).set(TELL, str(one.policy_id), self._now)
        await self._session.flush()
        return one

    async def withdraw(self, policy_id: UUID, regions: AbstractSet[str], if_match: str | None) -> Policy:
        """Offer a policy no longer.

        Raises:
            NoSuchPolicy: there is none in the operator's regions.
            StaleVersion: somebody has changed it since.

        """
        one = await self._lock(policy_id, regions, if_match)
        one.published, one.changed_at = None, self._now
        await self._session.flush()
        return one

    async def _lock(self, policy_id: UUID, regions: AbstractSet[str], if_match: str | None) -> Policy:
        one = await self._policies.lock(policy_id, regions)
        if one is None:
            raise NoSuchPolicy
        check_version(if_match, one.version)
        return one

    def policy_out(self, one: Policy) -> PolicyOut:
        """Return a published policy as it stands in a list."""
        content = content_of(one)
        shared = content.model_dump(include=PolicyOut.model_fields.keys() & Content.model_fields.keys())
        return PolicyOut(
            **shared,
            policy_id=one.policy_id,
            region_code=one.region_code,
            is_valid=rules.is_valid(content, self.today),
            published_at=one.published_at or one.changed_at,
        )


def content_of(one: Policy) -> Content:
    """Return what a published policy says."""
    return Content.model_validate(one.published)


def operator_out(one: Policy) -> OperatorPolicyOut:
    """Return a policy as operators see it."""
    allowed = ["write", *(["publish"] if one.draft else []), *(["withdraw"] if one.published else [])]
    return OperatorPolicyOut(
        policy_id=one.policy_id,
        region_code=one.region_code,
        title=one.title,
        draft=Content.model_validate(one.draft) if one.draft else None,
        published=content_of(one) if one.published else None,
        publication=one.number,
        published_at=one.published_at,
        changed_at=one.changed_at,
        version=one.version,
        allowed=allowed,
    )
