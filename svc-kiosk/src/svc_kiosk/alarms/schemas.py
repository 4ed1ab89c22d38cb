"""The JSON of alarms."""

from datetime import datetime

from pydantic import Field

from servicekit.schemas import In, Out


class AlarmAcknowledge(In):
    """What the operator found out, if anything."""

    remark: str | None = Field(None, max_length=200)


class AlarmOut(Out):
    """One alarm as an operator sees it."""

    alarm_id: str
    device_id: str
    device_name: str
    kind: str
    region_code: str
    since: datetime
    raised_at: datetime
    ended_at: datetime | None
    duration_s: int | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    remark: str | None
