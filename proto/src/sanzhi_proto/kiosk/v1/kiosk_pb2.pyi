from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class DeviceChanged(_message.Message):
    __slots__ = ("device_id", "version", "name", "region_code", "site_id", "address", "longitude", "latitude", "crs", "is_round_the_clock", "opens", "closes", "state", "last_seen_at", "item_ids")
    DEVICE_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    SITE_ID_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    LONGITUDE_FIELD_NUMBER: _ClassVar[int]
    LATITUDE_FIELD_NUMBER: _ClassVar[int]
    CRS_FIELD_NUMBER: _ClassVar[int]
    IS_ROUND_THE_CLOCK_FIELD_NUMBER: _ClassVar[int]
    OPENS_FIELD_NUMBER: _ClassVar[int]
    CLOSES_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    LAST_SEEN_AT_FIELD_NUMBER: _ClassVar[int]
    ITEM_IDS_FIELD_NUMBER: _ClassVar[int]
    device_id: str
    version: int
    name: str
    region_code: str
    site_id: str
    address: str
    longitude: float
    latitude: float
    crs: str
    is_round_the_clock: bool
    opens: str
    closes: str
    state: str
    last_seen_at: str
    item_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, device_id: _Optional[str] = ..., version: _Optional[int] = ..., name: _Optional[str] = ..., region_code: _Optional[str] = ..., site_id: _Optional[str] = ..., address: _Optional[str] = ..., longitude: _Optional[float] = ..., latitude: _Optional[float] = ..., crs: _Optional[str] = ..., is_round_the_clock: _Optional[bool] = ..., opens: _Optional[str] = ..., closes: _Optional[str] = ..., state: _Optional[str] = ..., last_seen_at: _Optional[str] = ..., item_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class AlarmRaised(_message.Message):
    __slots__ = ("device_id", "alarm_id", "kind", "region_code", "since", "raised_at")
    DEVICE_ID_FIELD_NUMBER: _ClassVar[int]
    ALARM_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    RAISED_AT_FIELD_NUMBER: _ClassVar[int]
    device_id: str
    alarm_id: str
    kind: str
    region_code: str
    since: str
    raised_at: str
    def __init__(self, device_id: _Optional[str] = ..., alarm_id: _Optional[str] = ..., kind: _Optional[str] = ..., region_code: _Optional[str] = ..., since: _Optional[str] = ..., raised_at: _Optional[str] = ...) -> None: ...

class AlarmEnded(_message.Message):
    __slots__ = ("device_id", "alarm_id", "kind", "region_code", "since", "ended_at", "duration_s")
    DEVICE_ID_FIELD_NUMBER: _ClassVar[int]
    ALARM_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    ENDED_AT_FIELD_NUMBER: _ClassVar[int]
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    device_id: str
    alarm_id: str
    kind: str
    region_code: str
    since: str
    ended_at: str
    duration_s: int
    def __init__(self, device_id: _Optional[str] = ..., alarm_id: _Optional[str] = ..., kind: _Optional[str] = ..., region_code: _Optional[str] = ..., since: _Optional[str] = ..., ended_at: _Optional[str] = ..., duration_s: _Optional[int] = ...) -> None: ...
