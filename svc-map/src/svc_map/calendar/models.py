"""The local copy of the work calendar."""

from servicekit.calendars import CalendarCopy
from svc_map.db import Base


class CalendarYear(CalendarCopy, Base):
    """One year."""

    __tablename__ = "calendar_years"
