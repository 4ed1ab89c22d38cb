"""How a member of staff looks to other services: no name."""

from sanzhi_proto.workforce.v1.workforce_pb2 import Post, StaffChanged
from servicekit.events import Event, Topic
from svc_workforce.people.models import Person

STAFF = Topic("workforce.staff", key="staff_id", facts=(StaffChanged,), kind="state")
#: Who vouches for the employee codes: the staff platform, as the gateway names it.
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
