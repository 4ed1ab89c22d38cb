from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class AnswerWithheld(_message.Message):
    __slots__ = ("entry_id", "item_id", "region_code", "reason", "withheld_at")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_AT_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    item_id: str
    region_code: str
    reason: str
    withheld_at: str
    def __init__(self, entry_id: _Optional[str] = ..., item_id: _Optional[str] = ..., region_code: _Optional[str] = ..., reason: _Optional[str] = ..., withheld_at: _Optional[str] = ...) -> None: ...

class AnswerRestored(_message.Message):
    __slots__ = ("entry_id", "item_id", "region_code", "restored_at")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    RESTORED_AT_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    item_id: str
    region_code: str
    restored_at: str
    def __init__(self, entry_id: _Optional[str] = ..., item_id: _Optional[str] = ..., region_code: _Optional[str] = ..., restored_at: _Optional[str] = ...) -> None: ...
