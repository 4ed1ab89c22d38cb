"""The JSON of devices."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode

DeviceId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$")]
Coordinate = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]


class EnrolmentOpen(In):
    """Which device may hand in its key."""

    device_id: DeviceId
    region_code: RegionCode


class EnrolmentOut(Out):
    """A code that is shown once."""

    id: UUID
    device_id: str
    region_code: str
    code: str = Field(repr=False)
    expires_at: datetime


class PublicKey(In):
    """A public P-256 key as a JWK; a private one is refused."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: Coordinate
    y: Coordinate


class DeviceEnrol(In):
    """A device's public key, its code, and the proof that it has the private one."""

    device_id: DeviceId
    code: str = Field(min_length=8, max_length=40, repr=False)
    public_key: PublicKey
    #: JWT, ES256, typ device-enrolment+jwt, claims sub (the device), code, iat.
    proof: str = Field(min_length=20, max_length=2000)


class EnrolledOut(Out):
    """What the device signs with from now on."""

    key_id: str
    device_id: str
    region_code: str
    enrolled_at: datetime


class DeviceOut(Out):
    """A device as its operator sees it."""

    id: UUID
    device_id: str
    key_id: str
    region_code: str
    status: str
    enrolled_at: datetime
    revoked_at: datetime | None
    last_sequence: int | None
    #: Two machines sign with this key since then.
    suspect_at: datetime | None
