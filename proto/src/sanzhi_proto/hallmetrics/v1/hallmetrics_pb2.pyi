from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class TicketTaken(_message.Message):
    __slots__ = ("ticket_id", "hall_id", "region_code", "business", "taken_at")
    TICKET_ID_FIELD_NUMBER: _ClassVar[int]
    HALL_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    BUSINESS_FIELD_NUMBER: _ClassVar[int]
    TAKEN_AT_FIELD_NUMBER: _ClassVar[int]
    ticket_id: str
    hall_id: str
    region_code: str
    business: str
    taken_at: str
    def __init__(self, ticket_id: _Optional[str] = ..., hall_id: _Optional[str] = ..., region_code: _Optional[str] = ..., business: _Optional[str] = ..., taken_at: _Optional[str] = ...) -> None: ...

class TicketCalled(_message.Message):
    __slots__ = ("ticket_id", "hall_id", "region_code", "business", "taken_at", "called_at")
    TICKET_ID_FIELD_NUMBER: _ClassVar[int]
    HALL_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    BUSINESS_FIELD_NUMBER: _ClassVar[int]
    TAKEN_AT_FIELD_NUMBER: _ClassVar[int]
    CALLED_AT_FIELD_NUMBER: _ClassVar[int]
    ticket_id: str
    hall_id: str
    region_code: str
    business: str
    taken_at: str
    called_at: str
    def __init__(self, ticket_id: _Optional[str] = ..., hall_id: _Optional[str] = ..., region_code: _Optional[str] = ..., business: _Optional[str] = ..., taken_at: _Optional[str] = ..., called_at: _Optional[str] = ...) -> None: ...

class TicketServed(_message.Message):
    __slots__ = ("ticket_id", "hall_id", "region_code", "business", "called_at", "served_at", "is_credible")
    TICKET_ID_FIELD_NUMBER: _ClassVar[int]
    HALL_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    BUSINESS_FIELD_NUMBER: _ClassVar[int]
    CALLED_AT_FIELD_NUMBER: _ClassVar[int]
    SERVED_AT_FIELD_NUMBER: _ClassVar[int]
    IS_CREDIBLE_FIELD_NUMBER: _ClassVar[int]
    ticket_id: str
    hall_id: str
    region_code: str
    business: str
    called_at: str
    served_at: str
    is_credible: bool
    def __init__(self, ticket_id: _Optional[str] = ..., hall_id: _Optional[str] = ..., region_code: _Optional[str] = ..., business: _Optional[str] = ..., called_at: _Optional[str] = ..., served_at: _Optional[str] = ..., is_credible: _Optional[bool] = ...) -> None: ...

class TicketAbandoned(_message.Message):
    __slots__ = ("ticket_id", "hall_id", "region_code", "business", "taken_at", "abandoned_at")
    TICKET_ID_FIELD_NUMBER: _ClassVar[int]
    HALL_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    BUSINESS_FIELD_NUMBER: _ClassVar[int]
    TAKEN_AT_FIELD_NUMBER: _ClassVar[int]
    ABANDONED_AT_FIELD_NUMBER: _ClassVar[int]
    ticket_id: str
    hall_id: str
    region_code: str
    business: str
    taken_at: str
    abandoned_at: str
    def __init__(self, ticket_id: _Optional[str] = ..., hall_id: _Optional[str] = ..., region_code: _Optional[str] = ..., business: _Optional[str] = ..., taken_at: _Optional[str] = ..., abandoned_at: _Optional[str] = ...) -> None: ...
