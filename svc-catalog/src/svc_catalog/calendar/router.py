"""HTTP in front of the work calendar: anybody reads, an operator takes in the yearly notice."""

from typing import Annotated

from fastapi import Depends, Path, Query, Response

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Public, Scope
from servicekit.clock import Now
from servicekit.conditional import Read
from servicekit.db import Session
from servicekit.problems import StaleVersion, VersionRequired, problems
from servicekit.routing import IfMatch, Router, etag
from svc_catalog.calendar.errors import NoSuchYear, NoticeDoesNotHold
from svc_catalog.calendar.schemas import ImportedOut, NoticeIn, YearOut
from svc_catalog.calendar.service import CalendarService

router = Router(tags=["calendar"])
ANYBODY = [Public("public holidays are public")]
Year = Annotated[int, Path(ge=2000, le=2100)]
MayEdit = Annotated[Access, Needs("calendar:edit", Scope.EVERYWHERE)]


def calendar_service(session: Session, now: Now) -> CalendarService:
    """Build the use cases for one request."""
    return CalendarService(session, now)


Calendars = Annotated[CalendarService, Depends(calendar_service)]


@router.get("/calendar", dependencies=ANYBODY)
async def list_years(calendars: Calendars) -> list[YearOut]:
    """Return every year of the work calendar."""
    return [YearOut.model_validate(year) for year in await calendars.all()]


@router.get("/calendar/{year}", dependencies=ANYBODY, responses=problems(NoSuchYear))
async def show_year(year: Year, calendars: Calendars, read: Read) -> YearOut | None:
    """Return the days of a year on which work differs from ordinary weeks."""
    found = await calendars.show(year)
    return None if read.is_held(etag(found.version)) else YearOut.model_validate(found)


@router.post("/calendar/{year}/notices", responses=problems(NoticeDoesNotHold, StaleVersion, VersionRequired))
async def take_notice(
    year: Year,
    body: NoticeIn,
    calendars: Calendars,
    _access: MayEdit,
    audit: Audited,
    response: Response,
    is_trial: Annotated[bool, Query(description="only say what would change")] = False,
    if_match: IfMatch = None,
) -> ImportedOut:
    """Take in the yearly notice, by which every service then counts; `If-Match: "0"` for a new year."""
    done = await calendars.take(year, body, if_match, is_trial=is_trial)
    if done.is_changed and not is_trial:
        await audit.record("calendar.take", str(year), purpose=body.title)
    response.headers["etag"] = etag(done.year.version)
    return done
