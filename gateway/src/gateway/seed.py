"""The first grants of the synthetic city: an administrator, clerks, reviewers; and somebody without."""

import logging
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.grants.errors import AlreadyGranted
from gateway.grants.roles import applications
from gateway.grants.service import GrantService, Wanted
from gateway.sessions.service import SessionService
from gateway.settings import Settings
from servicekit.clock import utc_now
from servicekit.db import connect

log = logging.getLogger(__name__)

ISSUER = "zwdd"
#: Employee code, role and region; GE_no_grants 周宁 is left out on purpose.
FIRST = (
    ("GE_tz_admin", "administrator", "331000"),  # 陈主任
    ("GE_tz_reviewer", "reviewer", "331000"),  # 沈洁
    ("GE_jj_clerk", "operator", "331002"),  # 李敏
    ("GE_jj_reviewer", "reviewer", "331002"),  # 赵琳
    ("GE_wl_clerk", "operator", "331081"),  # 王强
)


async def seed(settings: Settings) -> None:
    """Give the first grants; those that stand already are left alone."""
    engine, sessions = connect(settings.database_url.get_secret_value())
    try:
        async with sessions.begin() as session:
            given = await give_first(session, utc_now())
    finally:
        await engine.dispose()
    log.info("%d grants given", given)


async def give_first(session: AsyncSession, now: datetime) -> int:
    """Give what is missing of the first grants; return how many were."""
    grants = GrantService(session, SessionService(session, now), now)
    given = 0
    for wanted in first_grants():
        try:
            await grants.appoint(wanted, "seed")
        except AlreadyGranted:
            continue
        given += 1
    return given


def first_grants() -> list[Wanted]:
    """Return the first grants: the role in every application that has it."""
    return [
        Wanted(ISSUER, subject, application.name, role, region_code)
        for subject, role, region_code in FIRST
        for application in applications().values()
        if role in application.roles
    ]
