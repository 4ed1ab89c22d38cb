"""The JSON of devices."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from servicekit.positions import Crs
from servicekit.schemas import In, Out
from servicekit.scope import RegionCode
from svc_kiosk.devices.types import DeviceId

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Phone = Annotated[str, StringConstraints(pattern=r"^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{5})$")]


class DeviceRegister(In):
    """A terminal that is going to be put up."""

    device_id: DeviceId
    asset_number: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,40}$")]
    name: Text
    model: Text
    vendor: Text
    region_code: RegionCode
    site_id: DeviceId
    place: str = Field("", max_length=120)
    address: str = Field("", max_length=200)
    #: Degrees; mainland China with its islands.
    longitude: float = Field(ge=73, le=136)
    latitude: float = Field(ge=3, le=54)
    crs: Literal["cgcs2000"] = "cgcs2000"
    is_round_the_clock: bool
    opens: ClockTime | None = None
    closes: ClockTime | None = None
    keeper_name: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    keeper_phone: Phone


class DeviceChange(In):
    """What changes; what is not named stays."""

    is_round_the_clock: bool | None = None
    opens: ClockTime | None = None
    closes: ClockTime | None = None


class PublicDeviceOut(Out):
    """A terminal as everybody may know it."""

    device_id: str
    name: str
    region_code: str
    site_id: str
    place: str
    address: str
    longitude: float
    latitude: float
    crs: Crs
    is_round_the_clock: bool
    opens: str | None
    closes: str | None
    state: str
    #: By its hours and the work calendar it is to be in use now.
    is_on_duty: bool
    item_ids: list[str]


class DeviceOut(Out):
    """A terminal as its operator sees it."""

    device_id: str
    asset_number: str
    name: str
    model: str
    vendor: str
    region_code: str
    site_id: str
    place: str
    address: str
    longitude: float
    latitude: float
    crs: str
    is_round_the_clock: bool
    opens: str | None
    closes: str | None
    keeper_name: str
    keeper_phone: str
    state: str
    #: The moment of the last accepted beat, to the microsecond.
    last_seen_at: datetime | None
    is_on_duty: bool
    item_count: int
    software_version: str | None
    version: int


class DeviceDetailOut(DeviceOut):
    """A terminal with what it offers and what it last said of itself."""

    item_ids: list[str]
    #: The kinds of alarm that its last beat gives reason for.
    faults: list[str]
    peripherals: list[dict[str, Any]]
    consumables: list[dict[str, Any]]
    #: Seconds by which its own clock was ahead.
    clock_ahead_s: float | None
