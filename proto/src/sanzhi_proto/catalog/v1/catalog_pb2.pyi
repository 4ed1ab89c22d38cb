from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ItemChanged(_message.Message):
    __slots__ = ("item_id", "version", "state", "directory_code", "name", "plain_names", "region_code", "department_code", "department_name", "item_type", "case_type", "audiences", "legal_limit", "promised_limit", "is_kiosk", "is_online", "required_level", "materials", "fees", "accept_condition", "place", "hours", "consult_phone", "result_name", "changed", "is_complete", "faq", "steps")
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    DIRECTORY_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PLAIN_NAMES_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_CODE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_NAME_FIELD_NUMBER: _ClassVar[int]
    ITEM_TYPE_FIELD_NUMBER: _ClassVar[int]
    CASE_TYPE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCES_FIELD_NUMBER: _ClassVar[int]
    LEGAL_LIMIT_FIELD_NUMBER: _ClassVar[int]
    PROMISED_LIMIT_FIELD_NUMBER: _ClassVar[int]
    IS_KIOSK_FIELD_NUMBER: _ClassVar[int]
    IS_ONLINE_FIELD_NUMBER: _ClassVar[int]
    REQUIRED_LEVEL_FIELD_NUMBER: _ClassVar[int]
    MATERIALS_FIELD_NUMBER: _ClassVar[int]
    FEES_FIELD_NUMBER: _ClassVar[int]
    ACCEPT_CONDITION_FIELD_NUMBER: _ClassVar[int]
    PLACE_FIELD_NUMBER: _ClassVar[int]
    HOURS_FIELD_NUMBER: _ClassVar[int]
    CONSULT_PHONE_FIELD_NUMBER: _ClassVar[int]
    RESULT_NAME_FIELD_NUMBER: _ClassVar[int]
    CHANGED_FIELD_NUMBER: _ClassVar[int]
    IS_COMPLETE_FIELD_NUMBER: _ClassVar[int]
    FAQ_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    version: int
    state: str
    directory_code: str
    name: str
    plain_names: _containers.RepeatedScalarFieldContainer[str]
    region_code: str
    department_code: str
    department_name: str
    item_type: str
    case_type: str
    audiences: _containers.RepeatedScalarFieldContainer[str]
    legal_limit: TimeLimit
    promised_limit: TimeLimit
    is_kiosk: bool
    is_online: bool
    required_level: int
    materials: _containers.RepeatedCompositeFieldContainer[Material]
    fees: _containers.RepeatedCompositeFieldContainer[Fee]
    accept_condition: str
    place: str
    hours: str
    consult_phone: str
    result_name: str
    changed: _containers.RepeatedScalarFieldContainer[str]
    is_complete: bool
    faq: _containers.RepeatedCompositeFieldContainer[Answer]
    steps: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, item_id: _Optional[str] = ..., version: _Optional[int] = ..., state: _Optional[str] = ..., directory_code: _Optional[str] = ..., name: _Optional[str] = ..., plain_names: _Optional[_Iterable[str]] = ..., region_code: _Optional[str] = ..., department_code: _Optional[str] = ..., department_name: _Optional[str] = ..., item_type: _Optional[str] = ..., case_type: _Optional[str] = ..., audiences: _Optional[_Iterable[str]] = ..., legal_limit: _Optional[_Union[TimeLimit, _Mapping]] = ..., promised_limit: _Optional[_Union[TimeLimit, _Mapping]] = ..., is_kiosk: _Optional[bool] = ..., is_online: _Optional[bool] = ..., required_level: _Optional[int] = ..., materials: _Optional[_Iterable[_Union[Material, _Mapping]]] = ..., fees: _Optional[_Iterable[_Union[Fee, _Mapping]]] = ..., accept_condition: _Optional[str] = ..., place: _Optional[str] = ..., hours: _Optional[str] = ..., consult_phone: _Optional[str] = ..., result_name: _Optional[str] = ..., changed: _Optional[_Iterable[str]] = ..., is_complete: _Optional[bool] = ..., faq: _Optional[_Iterable[_Union[Answer, _Mapping]]] = ..., steps: _Optional[_Iterable[str]] = ...) -> None: ...

class TimeLimit(_message.Message):
    __slots__ = ("amount", "unit")
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    amount: int
    unit: str
    def __init__(self, amount: _Optional[int] = ..., unit: _Optional[str] = ...) -> None: ...

class Material(_message.Message):
    __slots__ = ("code", "name", "is_required", "source")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    IS_REQUIRED_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    is_required: bool
    source: str
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., is_required: _Optional[bool] = ..., source: _Optional[str] = ...) -> None: ...

class Fee(_message.Message):
    __slots__ = ("name", "standard")
    NAME_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    name: str
    standard: str
    def __init__(self, name: _Optional[str] = ..., standard: _Optional[str] = ...) -> None: ...

class Answer(_message.Message):
    __slots__ = ("question", "answer")
    QUESTION_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    question: str
    answer: str
    def __init__(self, question: _Optional[str] = ..., answer: _Optional[str] = ...) -> None: ...

class CalendarChanged(_message.Message):
    __slots__ = ("year", "version", "is_provisional", "days")
    YEAR_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    IS_PROVISIONAL_FIELD_NUMBER: _ClassVar[int]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    year: str
    version: int
    is_provisional: bool
    days: _containers.RepeatedCompositeFieldContainer[CalendarDay]
    def __init__(self, year: _Optional[str] = ..., version: _Optional[int] = ..., is_provisional: _Optional[bool] = ..., days: _Optional[_Iterable[_Union[CalendarDay, _Mapping]]] = ...) -> None: ...

class CalendarDay(_message.Message):
    __slots__ = ("date", "is_off", "name")
    DATE_FIELD_NUMBER: _ClassVar[int]
    IS_OFF_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    date: str
    is_off: bool
    name: str
    def __init__(self, date: _Optional[str] = ..., is_off: _Optional[bool] = ..., name: _Optional[str] = ...) -> None: ...
