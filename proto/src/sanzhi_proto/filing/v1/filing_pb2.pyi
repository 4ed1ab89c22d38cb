from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class CaseSubmitted(_message.Message):
    __slots__ = ("case_id", "item_id", "item_version", "region_code", "channel", "submitted_at")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_VERSION_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SUBMITTED_AT_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    item_id: str
    item_version: int
    region_code: str
    channel: str
    submitted_at: str
    def __init__(self, case_id: _Optional[str] = ..., item_id: _Optional[str] = ..., item_version: _Optional[int] = ..., region_code: _Optional[str] = ..., channel: _Optional[str] = ..., submitted_at: _Optional[str] = ...) -> None: ...

class CaseAccepted(_message.Message):
    __slots__ = ("case_id", "item_id", "region_code", "accepted_at", "due_on")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_AT_FIELD_NUMBER: _ClassVar[int]
    DUE_ON_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    item_id: str
    region_code: str
    accepted_at: str
    due_on: str
    def __init__(self, case_id: _Optional[str] = ..., item_id: _Optional[str] = ..., region_code: _Optional[str] = ..., accepted_at: _Optional[str] = ..., due_on: _Optional[str] = ...) -> None: ...

class CaseDecided(_message.Message):
    __slots__ = ("case_id", "item_id", "region_code", "outcome", "decided_by", "rule_version", "decided_at")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    DECIDED_BY_FIELD_NUMBER: _ClassVar[int]
    RULE_VERSION_FIELD_NUMBER: _ClassVar[int]
    DECIDED_AT_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    item_id: str
    region_code: str
    outcome: str
    decided_by: str
    rule_version: str
    decided_at: str
    def __init__(self, case_id: _Optional[str] = ..., item_id: _Optional[str] = ..., region_code: _Optional[str] = ..., outcome: _Optional[str] = ..., decided_by: _Optional[str] = ..., rule_version: _Optional[str] = ..., decided_at: _Optional[str] = ...) -> None: ...

class EvaluationGiven(_message.Message):
    __slots__ = ("case_id", "item_id", "region_code", "level", "channel", "given_at")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    GIVEN_AT_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    item_id: str
    region_code: str
    level: str
    channel: str
    given_at: str
    def __init__(self, case_id: _Optional[str] = ..., item_id: _Optional[str] = ..., region_code: _Optional[str] = ..., level: _Optional[str] = ..., channel: _Optional[str] = ..., given_at: _Optional[str] = ...) -> None: ...
