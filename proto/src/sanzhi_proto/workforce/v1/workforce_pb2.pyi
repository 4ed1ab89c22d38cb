from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class StaffChanged(_message.Message):
    __slots__ = ("staff_id", "version", "issuer", "subject", "state", "region_code", "posts", "left_at")
    STAFF_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ISSUER_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    POSTS_FIELD_NUMBER: _ClassVar[int]
    LEFT_AT_FIELD_NUMBER: _ClassVar[int]
    staff_id: str
    version: int
    issuer: str
    subject: str
    state: str
    region_code: str
    posts: _containers.RepeatedCompositeFieldContainer[Post]
    left_at: str
    def __init__(self, staff_id: _Optional[str] = ..., version: _Optional[int] = ..., issuer: _Optional[str] = ..., subject: _Optional[str] = ..., state: _Optional[str] = ..., region_code: _Optional[str] = ..., posts: _Optional[_Iterable[_Union[Post, _Mapping]]] = ..., left_at: _Optional[str] = ...) -> None: ...

class Post(_message.Message):
    __slots__ = ("organisation_code", "region_code", "title", "is_main")
    ORGANISATION_CODE_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    IS_MAIN_FIELD_NUMBER: _ClassVar[int]
    organisation_code: str
    region_code: str
    title: str
    is_main: bool
    def __init__(self, organisation_code: _Optional[str] = ..., region_code: _Optional[str] = ..., title: _Optional[str] = ..., is_main: _Optional[bool] = ...) -> None: ...
