from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SessionEnded(_message.Message):
    __slots__ = ("session_id", "principal_id", "reason", "ended_at")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    PRINCIPAL_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ENDED_AT_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    principal_id: str
    reason: str
    ended_at: str
    def __init__(self, session_id: _Optional[str] = ..., principal_id: _Optional[str] = ..., reason: _Optional[str] = ..., ended_at: _Optional[str] = ...) -> None: ...

class GrantChanged(_message.Message):
    __slots__ = ("principal_key", "version", "grants", "changed_at")
    PRINCIPAL_KEY_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    GRANTS_FIELD_NUMBER: _ClassVar[int]
    CHANGED_AT_FIELD_NUMBER: _ClassVar[int]
    principal_key: str
    version: int
    grants: _containers.RepeatedCompositeFieldContainer[Grant]
    changed_at: str
    def __init__(self, principal_key: _Optional[str] = ..., version: _Optional[int] = ..., grants: _Optional[_Iterable[_Union[Grant, _Mapping]]] = ..., changed_at: _Optional[str] = ...) -> None: ...

class Grant(_message.Message):
    __slots__ = ("role", "application", "region_code")
    ROLE_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    role: str
    application: str
    region_code: str
    def __init__(self, role: _Optional[str] = ..., application: _Optional[str] = ..., region_code: _Optional[str] = ...) -> None: ...
