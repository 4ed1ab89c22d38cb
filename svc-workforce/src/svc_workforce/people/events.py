"""How a member of staff looks to other services: no name."""

from collections.abc import AsyncIterator

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.workforce.v1.workforce_pb2 import Post, StaffChanged
from servicekit.events import Event, Topic
from svc_workforce.people.models import Person

STAFF = Topic("workforce.staff", key="staff_id", facts=(StaffChanged,), kind="state")
ISSUER = "zwdd"


def staff_changed(person: Person) -> Event:
    """Announce a member of staff as he now is."""
    message = StaffChanged(
        staff_id=str(person.staff_id),
        version=person.version,
        issuer=ISSUER,
        subject=person.employee_code,
        state=person.state,
        region_code=person.region_code,
        posts=[Post(**post) for post in person.posts],
        left_at=person.left_at.isoformat() if person.left_at else "",
    )
    return STAFF.event(message, version=person.version)


async def all_people(session: AsyncSession) -> AsyncIterator[Event]:
    """Yield the present state of everybody."""
    for person in await session.scalars(select(Person).order_by(Person.staff_id)):
        yield staff_changed(person)
