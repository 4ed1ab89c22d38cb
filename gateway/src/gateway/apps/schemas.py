"""The JSON of applications."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode

Permission = Annotated[str, StringConstraints(pattern=r"^[a-z]+:[a-z]+$")]


class Quota(In):
    """How often an application may call."""

    per_minute: int = Field(600, ge=1, le=600_000)
    per_day: int = Field(100_000, ge=1, le=100_000_000)


class AppRegister(In):
    """An application of somebody else."""

    name: str = Field(min_length=2, max_length=80)
    owner: str = Field(min_length=2, max_length=120, description="the body that answers for it")
    region_code: RegionCode
    scopes: set[Permission] = Field(default_factory=set, max_length=50)
    quota: Quota = Quota()


class AppOut(Out):
    """An application as its region's administrator sees it."""

    id: UUID
    key_id: str
    name: str
    owner: str
    region_code: str
    status: str
    quota: dict[str, Any]
    created_at: datetime
    revoked_at: datetime | None


class AppRegisteredOut(AppOut):
    """A new application; the secret is shown this once."""

    secret: str = Field(repr=False)


class CallsOut(Out):
    """The calls of one day in Asia/Shanghai."""

    day: date
    calls: int


class ServiceProof(In):
    """A service's signed word for who it is."""

    assertion: str = Field(min_length=20, max_length=2000)


class ServiceTokenOut(Out):
    """An inner token."""

    token: str = Field(repr=False)
    expires_in: int
