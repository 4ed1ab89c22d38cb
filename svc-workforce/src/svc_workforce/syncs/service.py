"""Use cases on syncs."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.crypto import Vault
from servicekit.outbox import Outbox
from svc_workforce.people.events import staff_changed
from svc_workforce.people.models import Organisation, Person
from svc_workforce.people.router import NAME
from svc_workforce.people.types import Directory
from svc_workforce.syncs import rules
from svc_workforce.syncs.errors import NoSuchSync, SyncOver, SyncRefused
from svc_workforce.syncs.models import Change, Sync


class SyncService:
    """Compares, and applies what a person has looked at."""

    def __init__(self, session: AsyncSession, now: datetime, vault: Vault) -> None:
        self._session = session
        self._now = now
        self._vault = vault

    async def compare(self, directory: Directory, by: str, most_leavers: float) -> Sync:
        """Keep the difference between what we know and a directory; nobody is changed."""
        known = await self._known()
        found = list(rules.differences(known, directory.employees))
        counts = Counter(one.action for one in found)
        reason = rules.alarm(known, directory, counts["left"], most_leavers)
        sync = Sync(
            state="refused" if reason else "ready",
            reason=reason,
            counts=dict(counts) | {"people": len(directory.employees)},
            organisations=list(directory.organisations.values()),
            base=await self._last_applied(),
            compared_at=self._now,
            compared_by=by,
        )
        self._session.add(sync)
        await self._session.flush()
        self._session.add_all(
            Change(
                sync_id=sync.id,
                employee_code=one.code,
                action=one.action,
                region_code=one.region_code,
                name_sealed=self._vault.seal(one.name, NAME),
                before=one.before,
                after=one.after,
            )
            for one in found
        )
        await self._session.flush()
        return sync

    async def apply(self, sync_id: UUID, by: str, *, force: bool, remark: str) -> Sync:
        """Change the directory as a comparison said, and announce everybody who changed.

        Raises:
            NoSuchSync: there is none.
            SyncOver: it has been applied, or another one has been since.
            SyncRefused: it looks wrong, and nobody vouches for it.

        """
        sync = await self._session.get(Sync, sync_id, with_for_update=True)
        if sync is None:
            raise NoSuchSync
        if sync.state == "applied" or sync.base != await self._last_applied():
            raise SyncOver
        if sync.state == "refused" and not (force and remark):
            raise SyncRefused(reason=sync.reason)
        await self._keep_organisations(sync)
        changes = (await self._session.scalars(select(Change).where(Change.sync_id == sync.id))).all()
        people = await self._locked({change.employee_code for change in changes})
        for change in changes:
            self._change(people, change)
        await self._session.flush()
        changed = [people[change.employee_code] for change in changes]
        await Outbox(self._session, self._now).announce_many([staff_changed(person) for person in changed])
        sync.state, sync.applied_at, sync.applied_by, sync.remark = "applied", self._now, by, remark
        await self._session.flush()
        return sync

    def _change(self, people: dict[str, Person], change: Change) -> None:
        person = people.get(change.employee_code)
        if person is None:
            person = people[change.employee_code] = Person(employee_code=change.employee_code)
            self._session.add(person)
        person.name_sealed = change.name_sealed
        person.region_code = change.region_code
        has_left = change.action == "left"
        person.state = "left" if has_left else "active"
        person.left_at = self._now if has_left else None
        # The last posts of somebody who has left are kept with him.
        person.posts = change.before if has_left else change.after

    async def _known(self) -> dict[str, rules.Known]:
        return {
            person.employee_code: rules.Known(
                person.employee_code,
                self._vault.open(person.name_sealed, NAME),
                person.state,
                person.region_code,
                person.posts,
            )
            for person in await self._session.scalars(select(Person))
        }

    async def _locked(self, codes: set[str]) -> dict[str, Person]:
        found = select(Person).where(Person.employee_code.in_(codes)).order_by(Person.employee_code)
        return {one.employee_code: one for one in await self._session.scalars(found.with_for_update())}

    async def _last_applied(self) -> datetime | None:
        return await self._session.scalar(select(func.max(Sync.applied_at)))

    async def _keep_organisations(self, sync: Sync) -> None:
        for row in sync.organisations:
            await self._session.execute(
                insert(Organisation).values(row).on_conflict_do_update(index_elements=["code"], set_=row)
            )
