"""Use cases on syncs."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.crypto import Vault
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import covers
from svc_workforce.people.service import NAME, PeopleService, posts_out
from svc_workforce.people.types import Standing, State
from svc_workforce.syncs import rules
from svc_workforce.syncs.errors import BeyondYourRegions, NoSuchSync, SyncOver, SyncRefused
from svc_workforce.syncs.models import Change, Sync
from svc_workforce.syncs.repository import SyncRepository
from svc_workforce.syncs.schemas import ChangeOut, SyncOut
from svc_workforce.syncs.types import Action, Difference, Directory, Progress

#: Asks the platform for the whole directory.
Read = Callable[[], Awaitable[Directory]]


class SyncService:
    """Compares, and applies what a person has looked at."""

    def __init__(self, session: AsyncSession, now: datetime, vault: Vault) -> None:
        self._syncs = SyncRepository(session)
        self._people = PeopleService(session, now, vault)
        self._now = now
        self._vault = vault

    async def compare(self, read: Read, by: str, most_leavers: float) -> SyncOut:
        """Keep the difference between what we know and what the platform tells; nobody is changed."""
        # Counted before the platform is asked: what is applied meanwhile makes this comparison old.
        base = await self._syncs.applied_so_far()
        directory = await read()
        known = await self._people.known()
        found = list(rules.differences(known, directory.people))
        counts = Counter(one.action for one in found)
        alarm = rules.alarm(known, directory, counts[Action.LEFT], most_leavers)
        sync = Sync(
            state=Progress.REFUSED if alarm else Progress.READY,
            reason=alarm.reason if alarm else "",
            suspects=alarm.organisations if alarm else [],
            counts={"people": len(directory.people)} | {str(action): n for action, n in counts.items()},
            organisations=list(directory.organisations.values()),
            base=base,
            compared_at=self._now,
            compared_by=by,
        )
        await self._syncs.add(sync)
        await self._syncs.add_changes(self._change(sync, one) for one in found)
        return SyncOut.model_validate(sync)

    async def apply(
        self, sync_id: UUID, regions: Iterable[str], by: str, *, force: bool = False, remark: str = ""
    ) -> SyncOut:
        """Change the directory as a comparison said, and announce everybody who changed.

        Raises:
            NoSuchSync: there is none.
            SyncOver: it has been applied, or another one has been since.
            SyncRefused: it looks wrong, and nobody vouches for it.
            BeyondYourRegions: it changes what lies outside `regions`.

        """
        await self._syncs.hold()
        sync = await self._found(sync_id)
        if sync.base != await self._syncs.applied_so_far():
            raise SyncOver
        if sync.state == Progress.REFUSED and not (force and remark):
            raise SyncRefused(reason=sync.reason)
        changes = await self._syncs.changes(sync_id)
        if not all(covers(regions, region) for region in touched(sync, changes)):
            raise BeyondYourRegions
        await self._people.keep([self._standing(change) for change in changes], sync.organisations)
        sync.state, sync.applied_at, sync.applied_by, sync.remark = Progress.APPLIED, self._now, by, remark
        await self._syncs.add(sync)
        await self._syncs.end_others(sync.id)
        return SyncOut.model_validate(sync)

    async def show(self, sync_id: UUID) -> SyncOut:
        """Return one comparison.

        Raises:
            NoSuchSync: there is none.

        """
        return SyncOut.model_validate(await self._found(sync_id))

    async def page(self, state: Progress | None, after: str | None, limit: int) -> Page[SyncOut]:
        """Return comparisons, newest first."""
        place = open_cursor(after, (datetime, UUID))
        rows = await self._syncs.page(state, (place[0], place[1]) if place else None, limit + 1)
        last = rows[limit - 1] if len(rows) > limit else None
        onward = seal_cursor(last.compared_at.isoformat(), last.id) if last else None
        return Page(items=[SyncOut.model_validate(row) for row in rows[:limit]], next=onward)

    async def changes(
        self, sync_id: UUID, regions: Iterable[str], action: Action | None, after: str | None, limit: int
    ) -> Page[ChangeOut]:
        """Return what a comparison would do to people who lie in `regions` before or afterwards.

        Raises:
            NoSuchSync: there is none.

        """
        sync = await self._found(sync_id)
        place = open_cursor(after, (int,))
        first = place[0] if place else 0
        rows = await self._syncs.page_of_changes(sync_id, regions, action, first, limit + 1)
        names = await self._people.organisation_names(
            posts for row in rows for posts in (row.before, row.after)
        )
        names |= {one["code"]: one["name"] for one in sync.organisations}
        items = [
            ChangeOut(
                seq=row.seq,
                employee_code=row.employee_code,
                name=self._vault.open(row.name_sealed, NAME),
                action=Action(row.action),
                region_code=row.region_code,
                before=posts_out(row.before, names),
                after=posts_out(row.after, names),
            )
            for row in rows[:limit]
        ]
        return Page(items=items, next=seal_cursor(rows[limit - 1].seq) if len(rows) > limit else None)

    async def _found(self, sync_id: UUID) -> Sync:
        sync = await self._syncs.one(sync_id)
        if sync is None:
            raise NoSuchSync
        return sync

    def _change(self, sync: Sync, one: Difference) -> Change:
        return Change(
            sync_id=sync.id,
            employee_code=one.after.code,
            action=one.action,
            region_code=one.after.region_code,
            region_before=one.before.region_code if one.before else "",
            name_sealed=self._vault.seal(one.after.name, NAME),
            before=list(one.before.posts) if one.before else [],
            after=list(one.after.posts) if one.after.is_active else [],
        )

    def _standing(self, change: Change) -> Standing:
        name = self._vault.open(change.name_sealed, NAME)
        if change.action == Action.LEFT:
            # The last posts of somebody who has left are kept with him.
            return Standing(change.employee_code, name, State.LEFT, change.before)
        return Standing(change.employee_code, name, State.ACTIVE, change.after)


def touched(sync: Sync, changes: Sequence[Change]) -> set[str]:
    """Return the regions in which a comparison changes something."""
    of_people = {region for change in changes for region in (change.region_code, change.region_before)}
    return (of_people | {one["region_code"] for one in sync.organisations}) - {""}
