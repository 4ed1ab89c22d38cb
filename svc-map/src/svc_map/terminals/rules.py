"""Whether a terminal is of use at a moment, and why not."""

from datetime import datetime, time

from servicekit.workdays import Calendar
from svc_map.hours import rules as hours
from svc_map.hours.types import Opening, Reason, Week

ONLINE, OFFLINE = "online", "offline"
WORKWEEK = range(1, 6)
SAID = {
    "faulty": "终端故障",
    "in_repair": "终端维修中",
    "out_of_use": "终端已停用",
    "never_seen": "终端尚未启用",
}


def open_at(opens: str, closes: str, calendar: Calendar, moment: datetime) -> Opening:
    """Return whether a terminal is in its hours: working days, or always if it has none."""
    if not opens or not closes:
        return Opening(is_open=True)
    span = time.fromisoformat(opens), time.fromisoformat(closes)
    week: Week = {weekday: [span] for weekday in WORKWEEK}
    return hours.open_at(week, calendar, moment)


def trouble(state: str, last_seen_at: datetime | None, now: datetime) -> list[Reason]:
    """Return why a terminal does not work, with the true moment since when it has been silent."""
    if state == ONLINE:
        return []
    if state == OFFLINE and last_seen_at is not None:
        since = hours.told(last_seen_at, now, seconds=True)
        return [Reason("terminal_offline", f"终端自 {since} 起离线", last_seen_at)]
    code = f"terminal_{state}" if state in SAID or state == OFFLINE else "terminal_out_of_use"
    return [Reason(code, SAID.get(state, "终端离线" if state == OFFLINE else "终端不可用"))]
