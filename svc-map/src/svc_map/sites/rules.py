"""Opening hours, distances and coordinates; pure."""

import math
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from servicekit.workdays import Calendar
from svc_map.sites.types import Hours, Openness, Spans

SHANGHAI = ZoneInfo("Asia/Shanghai")
EARTH = 6_371_008.8  # metres, mean radius
A, EE = 6378245.0, 0.00669342162296594323  # the ellipsoid that GCJ-02 is computed on
BD = math.pi * 3000.0 / 180.0
SATURDAY, SUNDAY, FORTNIGHT = 5, 6, 14


def spans_of(hours: Hours, calendar: Calendar, day: date) -> Spans:
    """Return when a site is open on a day: a worked weekend day is a working day, a holiday is none."""
    if calendar.is_workday(day):
        return hours.workdays
    if calendar.days.get(day):
        return []
    return {SATURDAY: hours.saturday, SUNDAY: hours.sunday}.get(day.weekday(), [])


def at(day: date, clock: str) -> datetime:
    """Return a local time of a day as a moment."""
    return datetime.combine(day, time.fromisoformat(clock), SHANGHAI)


def openness(hours: Hours, calendar: Calendar, moment: datetime) -> Openness:
    """Return whether a site is open at a moment, why not, and when that changes."""
    local = moment.astimezone(SHANGHAI)
    today = local.date()
    provisional = calendar.is_provisional(today)
    spans = spans_of(hours, calendar, today)
    for opens, closes in spans:
        if at(today, opens) <= local < at(today, closes):
            return Openness(is_open=True, changes_at=at(today, closes), is_provisional=provisional)
    return Openness(
        is_open=False,
        reason=reason_of(calendar, today, local, spans),
        changes_at=next_opening(hours, calendar, local),
        is_provisional=provisional,
    )


def reason_of(calendar: Calendar, today: date, local: datetime, spans: Spans) -> str:
    """Return why a site is closed."""
    if not spans:
        return "holiday" if calendar.days.get(today) else "rest_day"
    begun = any(at(today, closes) <= local for _, closes in spans)
    goes_on = any(at(today, opens) > local for opens, _ in spans)
    return "lunch_break" if begun and goes_on else "closed_now"


def next_opening(hours: Hours, calendar: Calendar, local: datetime) -> datetime | None:
    """Return when a site opens next, within a fortnight."""
    for ahead in range(FORTNIGHT + 1):
        day = local.date() + timedelta(days=ahead)
        for opens, _ in spans_of(hours, calendar, day):
            if at(day, opens) > local:
                return at(day, opens)
    return None


def distance(longitude: float, latitude: float, other_longitude: float, other_latitude: float) -> int:
    """Return the metres between two points (haversine)."""
    one, two = math.radians(latitude), math.radians(other_latitude)
    across = math.radians(other_longitude - longitude)
    half = math.sin((two - one) / 2) ** 2 + math.cos(one) * math.cos(two) * math.sin(across / 2) ** 2
    return round(2 * EARTH * math.asin(math.sqrt(half)))


def to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """Return a CGCS2000 (WGS-84) point in GCJ-02."""
    x, y = longitude - 105.0, latitude - 35.0
    waves = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + waves
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + waves
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    angle = math.radians(latitude)
    magic = 1 - EE * math.sin(angle) ** 2
    north = north * 180.0 / ((A * (1 - EE)) / (magic * math.sqrt(magic)) * math.pi)
    east = east * 180.0 / (A / math.sqrt(magic) * math.cos(angle) * math.pi)
    return longitude + east, latitude + north


def gcj02_to_bd09(longitude: float, latitude: float) -> tuple[float, float]:
    """Return a GCJ-02 point in BD-09."""
    radius = math.hypot(longitude, latitude) + 0.00002 * math.sin(latitude * BD)
    angle = math.atan2(latitude, longitude) + 0.000003 * math.cos(longitude * BD)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def to_crs(longitude: float, latitude: float, crs: str) -> tuple[float, float]:
    """Return a CGCS2000 point in another system: cgcs2000, gcj02 or bd09."""
    if crs == "cgcs2000":
        return longitude, latitude
    moved = to_gcj02(longitude, latitude)
    return moved if crs == "gcj02" else gcj02_to_bd09(*moved)


def from_crs(longitude: float, latitude: float, crs: str) -> tuple[float, float]:
    """Return a point of another system in CGCS2000, by a few steps of iteration."""
    x, y = longitude, latitude
    for _ in range(6):
        there = to_crs(x, y, crs)
        x, y = x + longitude - there[0], y + latitude - there[1]
    return x, y
