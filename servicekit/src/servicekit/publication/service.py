"""The desk over which every revision goes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.auth import Access
from servicekit.deadlines import Deadlines
from servicekit.problems import NotAllowed
from servicekit.publication import rules
from servicekit.publication.errors import NoSuchRevision, NothingChanges, RevisionOpen
from servicekit.publication.models import Revision
from servicekit.publication.types import OPEN, READ, Difference, Finding, State, Step
from servicekit.scope import covers, within

R = TypeVar("R", bound=Revision)


class Rulebook(Protocol):
    """What a service knows of its things."""

    #: Names of elements for people, by path.
    labels: Mapping[str, str]

    async def published(self, thing_ids: Collection[str]) -> dict[str, dict[str, Any]]:
        """Return what people read now of each thing, held; without those of which they read nothing."""
        ...

    async def findings(self, contents: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Finding]]:
        """Return the rules that each content breaks, by thing."""
        ...

    async def publish(self, thing_id: str, content: dict[str, Any], changed: Sequence[str]) -> None:
        """Let people read a content from now on; `changed` names its elements that differ."""
        ...


class Desk(Generic[R]):
    """Takes drafts in, passes them from step to step, and lets them out."""

    def __init__(
        self,
        session: AsyncSession,
        now: datetime,
        model: type[R],
        steps: Sequence[Step],
        rulebook: Rulebook,
        effect: str,
    ) -> None:
        """Open the desk; `effect` is the kind of deadline with which a revision comes into force."""
        self._session = session
        self._now = now
        self._model = model
        self._steps = steps
        self._rulebook = rulebook
        self._effect = effect

    async def draft(
        self,
        thing_id: str,
        region_code: str,
        content: dict[str, Any],
        reason: str,
        author: str,
    ) -> R:
        """Keep a draft: a new revision, or the author's own that is not under way.

        Raises:
            RevisionOpen: there is one of somebody else, or it is under way.
            NothingChanges: people read this already.

        """
        drafted = await self.draft_many({thing_id: (region_code, content)}, reason, author)
        if not drafted:
            raise NothingChanges
        return drafted[0]

    async def draft_many(
        self,
        wanted: Mapping[str, tuple[str, dict[str, Any]]],
        reason: str,
        author: str,
        change_id: UUID | None = None,
    ) -> list[R]:
        """Keep drafts of many things, each given with its region; what says nothing new is left out.

        Raises:
            RevisionOpen: one of them has one of somebody else, or one that is under way.

        """
        held = await self._rulebook.published(wanted.keys())
        new = {thing: given for thing, given in wanted.items() if held.get(thing) != given[1]}
        opened = await self._opened(new)
        last = await self._last_numbers(new)
        found = await self._rulebook.findings({thing: content for thing, (_, content) in new.items()})
        drafted = []
        for thing, (region_code, content) in new.items():
            one = opened.get(thing)
            if one is None:
                one = self._new(thing, region_code, last.get(thing, 0) + 1)
                one.author, one.change_id, one.signatures, one.waivers = author, change_id, [], {}
                self._session.add(one)
            # Part of a change over many is only ever changed with the others.
            elif one.author != author or one.state not in rules.ACTS["draft"] or one.change_id or change_id:
                raise RevisionOpen(author=one.author, state=one.state)
            one.content, one.content_hash, one.reason = content, rules.content_hash(content), reason
            one.state, one.step, one.drafted_at = State.DRAFT, 0, self._now
            one.findings = [asdict(each) for each in found[thing]]
            drafted.append(one)
        await self._session.flush()
        return drafted

    async def _opened(self, thing_ids: Collection[str]) -> dict[str, R]:
        wanted = self._model.thing_id.in_(thing_ids) & self._model.state.in_(OPEN)
        found = select(self._model).where(wanted).order_by(self._model.thing_id).with_for_update()
        return {one.thing_id: one for one in await self._session.scalars(found)}

    async def _last_numbers(self, thing_ids: Collection[str]) -> dict[str, int]:
        thing, last = self._model.thing_id, func.max(self._model.number)
        rows = await self._session.execute(select(thing, last).where(thing.in_(thing_ids)).group_by(thing))
        return {row[0]: row[1] for row in rows}

    def _new(self, thing_id: str, region_code: str, number: int) -> R:
        one = self._model()
        one.thing_id, one.region_code, one.number = thing_id, region_code, number
        return one

    async def submit(
        self, one: R, author: str, waivers: Mapping[str, str], valid_from: datetime | None = None
    ) -> None:
        """Pass a draft on to the first step.

        Raises:
            WrongRevisionState: it is under way, or over.
            NotAllowed: somebody else has drafted it.
            UnwaivedFindings: it breaks rules, and nobody says why that is right.

        """
        rules.check_act(one.state, "submit")
        if one.author != author:
            raise NotAllowed
        found = (await self._rulebook.findings({one.thing_id: one.content}))[one.thing_id]
        rules.check_findings(found, waivers)
        one.findings, one.waivers = [asdict(each) for each in found], dict(waivers)
        one.state, one.step, one.signatures, one.valid_from = State.WAITING, 0, [], valid_from
        await self._session.flush()

    async def approve(self, one: R, access: Access, note: str) -> None:
        """Sign at the step whose turn it is; after the last the revision comes into force.

        Raises:
            WrongRevisionState: nobody is asked now.
            NotAllowed: the caller does not hold the step's permission in the thing's region.
            SecondPersonNeeded: the caller had a hand in it before.

        """
        rules.check_act(one.state, "approve")
        self._sign(one, access, "approved", note)
        one.step += 1
        if one.step == len(self._steps):
            if one.valid_from is not None and one.valid_from > self._now:
                one.state = State.SCHEDULED
                await self._deadlines.set(self._effect, str(one.id), one.valid_from)
            else:
                await self._publish(one)
        await self._session.flush()

    async def send_back(self, one: R, access: Access, note: str) -> None:
        """Give a revision back to its author, saying why.

        Raises:
            WrongRevisionState: nobody is asked now.
            NotAllowed: the caller does not hold the step's permission.
            SecondPersonNeeded: the caller had a hand in it before.

        """
        rules.check_act(one.state, "return")
        self._sign(one, access, "returned", note)
        one.state = State.RETURNED
        await self._session.flush()

    async def discard(self, one: R, author: str) -> None:
        """Give a revision up.

        Raises:
            WrongRevisionState: it is over.
            NotAllowed: somebody else has drafted it.

        """
        rules.check_act(one.state, "discard")
        if one.author != author:
            raise NotAllowed
        one.state = State.DISCARDED
        await self._deadlines.cancel(self._effect, str(one.id))
        await self._session.flush()

    async def take_effect(self, revision_id: UUID) -> None:
        """Let out a revision whose day has come."""
        one = await self._session.get(self._model, revision_id, with_for_update=True)
        if one is not None and one.state == State.SCHEDULED:
            await self._publish(one)

    async def impose(
        self, thing_id: str, region_code: str, content: dict[str, Any], reason: str, author: str
    ) -> R:
        """Let out what is not ours to decide: in force at once, without signatures of ours.

        What is under way takes it over (`rebase`), so that it does not undo it later.
        """
        held = (await self._rulebook.published([thing_id])).get(thing_id, {})
        values = {name: value for name, value in content.items() if held.get(name) != value}
        await self.rebase(thing_id, held, values, reason, author)
        last = await self._last_numbers([thing_id])
        one = self._new(thing_id, region_code, last.get(thing_id, 0) + 1)
        one.content, one.content_hash, one.reason = content, rules.content_hash(content), reason
        one.author, one.drafted_at, one.step = author, self._now, len(self._steps)
        one.signatures, one.findings, one.waivers = [], [], {}
        # Neither under way nor in force until `_publish` has made room for it.
        one.state = State.DISCARDED
        self._session.add(one)
        await self._session.flush()
        await self._publish(one)
        await self._session.flush()
        return one

    async def rebase(
        self, thing_id: str, held: Mapping[str, Any], values: Mapping[str, Any], reason: str, by: str
    ) -> None:
        """Put new values into the revision that is under way, where its author left the old ones.

        One that somebody has been asked to sign goes back to its author, with all of its change.
        """
        one = await self.open_revision(thing_id)
        if one is None:
            return
        taken = {
            name: value for name, value in values.items() if one.content.get(name) in (held.get(name), value)
        }
        if not any(one.content.get(name) != value for name, value in taken.items()):
            return
        one.content = one.content | taken
        one.content_hash = rules.content_hash(one.content)
        found = await self._rulebook.findings({thing_id: one.content})
        one.findings = [asdict(each) for each in found[thing_id]]
        whole = [one]
        if one.change_id is not None:
            change = select(self._model).where(self._model.change_id == one.change_id)
            whole = list(await self._session.scalars(change.with_for_update()))
        for each in whole:
            if each.state in (State.WAITING, State.SCHEDULED):
                self._note(each, by, "returned", reason)
                each.state = State.RETURNED
                await self._deadlines.cancel(self._effect, str(each.id))
        await self._session.flush()

    def _sign(self, one: R, access: Access, verdict: str, note: str) -> None:
        step, person = self._steps[one.step], access.caller.subject
        if not covers(access.caller.grants.get(step.permission, frozenset()), one.region_code):
            raise NotAllowed
        rules.check_second_person(person, one.author, one.signatures)
        self._note(one, person, verdict, note)

    def _note(self, one: R, person: str, verdict: str, note: str) -> None:
        step = self._steps[min(one.step, len(self._steps) - 1)]
        signature = {
            "step": step.name,
            "by": person,
            "at": self._now.isoformat(),
            "verdict": verdict,
            "note": note,
        }
        one.signatures = [*one.signatures, signature]

    async def _publish(self, one: R) -> None:
        held = (await self._rulebook.published([one.thing_id])).get(one.thing_id)
        before = await self._in_force(one.thing_id)
        if before is None and held is not None:
            before = await self._baseline(one, held)
        if before is not None:
            before.state, before.replaced_at = State.REPLACED, self._now
        one.state, one.published_at = State.PUBLISHED, self._now
        await self._session.flush()
        changed = [name for name in one.content if (held or {}).get(name) != one.content[name]]
        await self._rulebook.publish(one.thing_id, one.content, changed)

    async def _baseline(self, one: R, held: dict[str, Any]) -> R:
        """Keep what people read before there were revisions, as number 0."""
        first = self._new(one.thing_id, one.region_code, 0)
        first.content, first.content_hash = held, rules.content_hash(held)
        first.author, first.drafted_at = "", self._now
        first.signatures, first.findings, first.waivers, first.step = [], [], {}, 0
        self._session.add(first)
        return first

    async def _in_force(self, thing_id: str) -> R | None:
        return await self._session.scalar(
            select(self._model)
            .where(self._model.thing_id == thing_id, self._model.state == State.PUBLISHED)
            .with_for_update()
        )

    async def open_revision(self, thing_id: str) -> R | None:
        """Return the revision of a thing that is under way, holding it."""
        return (await self._opened([thing_id])).get(thing_id)

    async def find(self, revision_id: UUID, regions: Iterable[str]) -> R:
        """Return a revision of some regions, holding it.

        Raises:
            NoSuchRevision: there is none there.

        """
        wanted = (self._model.id == revision_id) & within(self._model.region_code, regions)
        one = await self._session.scalar(select(self._model).where(wanted).with_for_update())
        if one is None:
            raise NoSuchRevision
        return one

    async def numbered(self, thing_id: str, number: int) -> R:
        """Return a revision that people have read, by number.

        Raises:
            NoSuchRevision: nobody has read one of this number.

        """
        wanted = (self._model.thing_id == thing_id) & (self._model.number == number)
        one = await self._session.scalar(select(self._model).where(wanted, self._model.state.in_(READ)))
        if one is None:
            raise NoSuchRevision
        return one

    async def history(self, thing_id: str) -> Sequence[R]:
        """Return all revisions of a thing, newest first."""
        found = select(self._model).where(self._model.thing_id == thing_id)
        return (await self._session.scalars(found.order_by(self._model.number.desc()))).all()

    async def read_at(self, thing_id: str, moment: datetime) -> R | None:
        """Return what people read of a thing at a moment; `None` before the first revision.

        What was there before revisions were kept stands for all time before them.
        """
        model = self._model
        there = (model.published_at.is_(None) | (model.published_at <= moment)) & (
            model.replaced_at.is_(None) | (model.replaced_at > moment)
        )
        return await self._session.scalar(
            select(model)
            .where(model.thing_id == thing_id, model.state.in_(READ), there)
            .order_by(model.number.desc())
            .limit(1)
        )

    async def differences(self, revisions: Sequence[R]) -> list[list[Difference]]:
        """Return for each revision what it changes of what people read now."""
        held = await self._rulebook.published({one.thing_id for one in revisions})
        labels = self._rulebook.labels
        return [rules.differences(held.get(one.thing_id), one.content, labels) for one in revisions]

    @property
    def _deadlines(self) -> Deadlines:
        return Deadlines(self._session)


def to_sign(model: type[Revision], place: int, step: Step, access: Access) -> ColumnElement[bool]:
    """Return the condition that keeps what waits for the caller's signature at a step.

    `place` is that of the step among the steps. Who had a hand in a revision before signs no more.
    """
    person = access.caller.subject
    regions = access.caller.grants.get(step.permission, frozenset())
    turn = (model.state == State.WAITING) & (model.step == place) & within(model.region_code, regions)
    return turn & (model.author != person) & ~model.signatures.contains([{"by": person}])
