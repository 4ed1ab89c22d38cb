"""The JSON of people and organisations."""

from datetime import datetime
from uuid import UUID

from servicekit.masking import MaskedName
from servicekit.schemas import Out
from svc_workforce.people.types import State


class PostOut(Out):
    """A post that a person holds."""

    organisation_code: str
    organisation_name: str | None = None
    region_code: str
    title: str
    is_main: bool


class PersonOut(Out):
    """A member of staff; whoever has left is shown with the last posts."""

    staff_id: UUID
    employee_code: str
    name: MaskedName
    state: State
    region_code: str
    posts: list[PostOut]
    left_at: datetime | None


class OrganisationOut(Out):
    """An organisation."""

    code: str
    name: str
    region_code: str
    parent_code: str | None
