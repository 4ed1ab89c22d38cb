"""Use cases on waits."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.workdays import SHANGHAI
from svc_map.waits.repository import WaitRepository
from svc_map.waits.schemas import WaitOut
from svc_map.waits.types import Stage

RECENT = timedelta(minutes=60)


class WaitService:
    """Follows the tickets of the present day."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._tickets = WaitRepository(session)
        self._now = now

    async def by_hall(self) -> dict[str, WaitOut]:
        """Return the wait of every hall that was heard of today."""
        rows = await self._tickets.by_hall(self._today, self._now - RECENT, self._now)
        return {
            row.hall_id: WaitOut(
                waiting=row.waiting,
                n=row.n,
                mean_s=None if row.mean_s is None else round(float(row.mean_s), 1),
                as_of=row.as_of,
            )
            for row in rows
        }

    async def follow(
        self, ticket_id: str, hall_id: str, stage: Stage, at: str, *, taken: str = "", called: str = ""
    ) -> None:
        """Take note of what happened to a ticket `at` a moment; a late or repeated event never sets it back.

        Moments are RFC 3339, empty when the event does not tell them.
        """
        taken_at, called_at = moment(taken), moment(called)
        known = taken_at or called_at or moment(at)
        day = known.astimezone(SHANGHAI).date() if known else self._today
        if day < self._today:
            return
        await self._tickets.advance(
            {
                "ticket_id": ticket_id,
                "hall_id": hall_id,
                "day": day,
                "stage": stage,
                "taken_at": taken_at,
                "called_at": called_at,
                "heard_at": self._now,
            }
        )

    async def sweep(self) -> None:
        """Forget the tickets of days that are over."""
        await self._tickets.drop_before(self._today)

    @property
    def _today(self) -> date:
        return self._now.astimezone(SHANGHAI).date()


def moment(text: str) -> datetime | None:
    """Return a moment from an event, or `None` if it tells none."""
    return datetime.fromisoformat(text) if text else None
