"""The JSON of grants."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import StringConstraints

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{1,39}$")]
#: An employee code as the staff platform gives it.
Subject = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,120}$")]


class GrantGive(In):
    """A role for a member of staff, who need not have signed on yet."""

    issuer: Literal["zwdd"] = "zwdd"
    subject: Subject
    application: Name
    role: Name
    region_code: RegionCode


class GrantOut(Out):
    """A grant that stands."""

    id: UUID
    issuer: str
    subject: str
    application: str
    role: str
    region_code: str
    granted_by: str
    granted_at: datetime


class RoleOut(Out):
    """What a role may do."""

    name: str
    title: str
    permissions: list[str]


class ApplicationOut(Out):
    """An application and its roles."""

    name: str
    title: str
    roles: list[RoleOut]


class HolderName(In):
    """A member of staff."""

    issuer: Literal["zwdd"] = "zwdd"
    subject: Subject


class EndedOut(Out):
    """How many sessions were ended."""

    ended: int
