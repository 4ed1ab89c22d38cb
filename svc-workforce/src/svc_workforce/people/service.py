"""Use cases on people."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.crypto import Vault
from servicekit.events import Event
from servicekit.outbox import Outbox
from servicekit.schemas import Page, open_cursor, seal_cursor
from svc_workforce.people.errors import NoSuchPerson
from svc_workforce.people.events import staff_changed
from svc_workforce.people.models import Person
from svc_workforce.people.repository import PeopleRepository
from svc_workforce.people.schemas import OrganisationOut, PersonOut, PostOut
from svc_workforce.people.types import Organisation, Post, Standing, State

#: What a sealed name is for; never changes, or no name can be opened any more.
NAME = "people.name"


class PeopleService:
    """Knows the staff; people are kept only by what the staff platform says."""

    def __init__(self, session: AsyncSession, now: datetime, vault: Vault) -> None:
        self._session = session
        self._people = PeopleRepository(session)
        self._outbox = Outbox(session, now)
        self._now = now
        self._vault = vault

    async def page(
        self, regions: Iterable[str], state: State | None, after: str | None, limit: int
    ) -> Page[PersonOut]:
        """Return members of staff of the caller's regions, by employee code."""
        rows = await self._people.page(regions, state, place_of(after), limit + 1)
        names = await self.organisation_names(row.posts for row in rows)
        onward = seal_cursor(rows[limit - 1].employee_code) if len(rows) > limit else None
        return Page(items=[self._out(row, names) for row in rows[:limit]], next=onward)

    async def show(self, staff_id: UUID, regions: Iterable[str]) -> PersonOut:
        """Return one member of staff.

        Raises:
            NoSuchPerson: there is none in `regions`.

        """
        person = await self._people.one(staff_id, regions)
        if person is None:
            raise NoSuchPerson
        return self._out(person, await self.organisation_names([person.posts]))

    async def organisations(
        self, regions: Iterable[str], after: str | None, limit: int
    ) -> Page[OrganisationOut]:
        """Return organisations of the caller's regions, by code."""
        rows = await self._people.organisations(regions, place_of(after), limit + 1)
        onward = seal_cursor(rows[limit - 1].code) if len(rows) > limit else None
        return Page(items=[OrganisationOut.model_validate(row) for row in rows[:limit]], next=onward)

    async def organisation_names(self, posts: Iterable[Sequence[Post]]) -> dict[str, str]:
        """Return the names of the organisations in which posts lie."""
        return await self._people.names({post["organisation_code"] for some in posts for post in some})

    async def known(self) -> dict[str, Standing]:
        """Return how everybody stands, by employee code."""
        return {
            one.employee_code: Standing(
                one.employee_code, self._vault.open(one.name_sealed, NAME), State(one.state), one.posts
            )
            for one in await self._people.everybody()
        }

    async def keep(self, standings: Sequence[Standing], organisations: Sequence[Organisation]) -> None:
        """Let people stand as told, and announce each of them."""
        await self._people.keep_organisations(organisations)
        people = await self._people.locked([one.code for one in standings])
        for one in standings:
            if one.code not in people:
                people[one.code] = Person(employee_code=one.code)
                self._people.add(people[one.code])
            self._stand(people[one.code], one)
        await self._session.flush()
        await self._outbox.announce_many([staff_changed(people[one.code]) for one in standings])

    def _stand(self, person: Person, standing: Standing) -> None:
        person.name_sealed = self._vault.seal(standing.name, NAME)
        person.state = standing.state
        person.region_code = standing.region_code
        person.posts = list(standing.posts)
        person.left_at = None if standing.is_active else self._now

    def _out(self, person: Person, names: Mapping[str, str]) -> PersonOut:
        return PersonOut(
            staff_id=person.staff_id,
            employee_code=person.employee_code,
            name=self._vault.open(person.name_sealed, NAME),
            state=State(person.state),
            region_code=person.region_code,
            posts=posts_out(person.posts, names),
            left_at=person.left_at,
        )


def place_of(after: str | None) -> str:
    """Return the code after which a page begins.

    Raises:
        MalformedRequest: the cursor is not one of ours.

    """
    place = open_cursor(after, (str,))
    return place[0] if place else ""


def posts_out(posts: Iterable[Post], names: Mapping[str, str]) -> list[PostOut]:
    """Return posts with the names of their organisations."""
    return [PostOut(**post, organisation_name=names.get(post["organisation_code"])) for post in posts]


async def all_people(session: AsyncSession) -> AsyncIterator[Event]:
    """Yield the present state of everybody."""
    for person in await PeopleRepository(session).everybody():
        yield staff_changed(person)
