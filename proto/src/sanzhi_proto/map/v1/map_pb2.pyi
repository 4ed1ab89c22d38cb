from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class SiteChanged(_message.Message):
    __slots__ = ("site_id", "version", "name", "kind", "region_code", "address", "longitude", "latitude", "crs", "is_indicative", "state", "item_ids")
    SITE_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    LONGITUDE_FIELD_NUMBER: _ClassVar[int]
    LATITUDE_FIELD_NUMBER: _ClassVar[int]
    CRS_FIELD_NUMBER: _ClassVar[int]
    IS_INDICATIVE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ITEM_IDS_FIELD_NUMBER: _ClassVar[int]
    site_id: str
    version: int
    name: str
    kind: str
    region_code: str
    address: str
    longitude: float
    latitude: float
    crs: str
    is_indicative: bool
    state: str
    item_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, site_id: _Optional[str] = ..., version: _Optional[int] = ..., name: _Optional[str] = ..., kind: _Optional[str] = ..., region_code: _Optional[str] = ..., address: _Optional[str] = ..., longitude: _Optional[float] = ..., latitude: _Optional[float] = ..., crs: _Optional[str] = ..., is_indicative: _Optional[bool] = ..., state: _Optional[str] = ..., item_ids: _Optional[_Iterable[str]] = ...) -> None: ...
