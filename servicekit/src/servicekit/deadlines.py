"""Every state that waits has a row here, written with the change of state and run by `work`."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import DateTime, Index, Integer, Select, String, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.clock import Clock
from servicekit.db import RuntimeBase, SessionMaker

log = logging.getLogger(__name__)

Job: TypeAlias = Callable[[str, AsyncSession, datetime], Awaitable[None]]

MOST_ATTEMPTS = 8


class DeadlineRow(RuntimeBase):
    """Something that is to happen to a subject at a moment."""

    __tablename__ = "deadlines"

    kind: Mapped[str] = mapped_column(String(60), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    parked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    error: Mapped[str | None] = mapped_column(String(120))

    __table_args__ = (Index("ix_deadlines_due_at", due_at, postgresql_where=parked_at.is_(None)),)


class Deadlines:
    """Sets and lifts deadlines in the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def set(self, kind: str, subject: str, due_at: datetime) -> None:
        """Let `kind` happen to `subject` at `due_at`; an earlier appointment is moved."""
        row = {
            "kind": kind,
            "subject": subject,
            "due_at": due_at,
            "attempts": 0,
            "parked_at": None,
            "error": None,
        }
        await self._session.execute(
            insert(DeadlineRow)
            .values(row)
            .on_conflict_do_update(index_elements=["kind", "subject"], set_=row)
        )

    async def cancel(self, kind: str, subject: str) -> None:
        """Let it not happen."""
        await self._session.execute(
            delete(DeadlineRow).where(DeadlineRow.kind == kind, DeadlineRow.subject == subject)
        )

    async def due_at(self, kind: str, subject: str) -> datetime | None:
        """Return when `kind` will happen to `subject`."""
        return await self._session.scalar(
            select(DeadlineRow.due_at).where(DeadlineRow.kind == kind, DeadlineRow.subject == subject)
        )


class Jobs:
    """What happens when a deadline of each kind comes."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._first: dict[str, timedelta] = {}

    @property
    def kinds(self) -> set[str]:
        """The kinds that have a job."""
        return set(self._jobs)

    def on(self, kind: str) -> Callable[[Job], Job]:
        """Register the job of `kind`: called with the subject, the session and the moment."""

        def register(job: Job) -> Job:
            if kind in self._jobs:
                raise ValueError(f"{kind} already has a job")
            self._jobs[kind] = job
            return job

        return register

    def every(self, kind: str, period: timedelta) -> Callable[[Job], Job]:
        """Register a job without a subject that comes again `period` after each run."""

        def register(job: Job) -> Job:
            async def again(subject: str, session: AsyncSession, now: datetime) -> None:
                await Deadlines(session).set(kind, subject, now + period)
                await job(subject, session, now)

            self.on(kind)(again)
            self._first[kind] = period
            return job

        return register

    def including(self, *others: "Jobs") -> "Jobs":
        """Return the jobs of several features as those of one service."""
        both = Jobs()
        for one in (self, *others):
            if twice := both._jobs.keys() & one._jobs.keys():
                raise ValueError(f"{sorted(twice)} have two jobs")
            both._jobs |= one._jobs
            both._first |= one._first
        return both

    async def begin(self, sessions: SessionMaker, clock: Clock) -> None:
        """Give every recurring job its first appointment, unless it has one.

        One that lies further ahead than its period was made by a clock that has been put back since.
        """
        now = clock()
        async with sessions.begin() as session:
            for kind, period in self._first.items():
                await session.execute(
                    insert(DeadlineRow)
                    .values(kind=kind, subject="-", due_at=now)
                    .on_conflict_do_update(
                        index_elements=["kind", "subject"],
                        set_={"due_at": now},
                        where=DeadlineRow.due_at > now + period,
                    )
                )

    def due(self, now: datetime) -> Select[DeadlineRow]:
        """Return the query for what is due and has a job here."""
        return select(DeadlineRow).where(
            DeadlineRow.due_at <= now, DeadlineRow.parked_at.is_(None), DeadlineRow.kind.in_(self._jobs)
        )

    async def run_due(self, sessions: SessionMaker, clock: Clock, *, limit: int = 100) -> int:
        """Run what is due, a transaction each; return how many ran or failed."""
        count = 0
        while count < limit and await self._run_one(sessions, clock()):
            count += 1
        return count

    async def _run_one(self, sessions: SessionMaker, now: datetime) -> bool:
        """Run the longest overdue job; a failing one comes again later and is parked in the end."""
        row: DeadlineRow | None = None
        try:
            async with sessions.begin() as session:
                row = await session.scalar(
                    self.due(now).order_by(DeadlineRow.due_at).limit(1).with_for_update(skip_locked=True)
                )
                if row is None:
                    return False
                session.expunge(row)
                # Gone first: the job may make the next appointment for its subject.
                await Deadlines(session).cancel(row.kind, row.subject)
                await self._jobs[row.kind](row.subject, session, now)
        except Exception as error:  # a job may fail in any way
            if row is None:
                raise
            await self._failed(sessions, row, type(error).__qualname__, now)
        return True

    async def _failed(self, sessions: SessionMaker, row: DeadlineRow, error: str, now: datetime) -> None:
        attempts = row.attempts + 1
        log.error("deadline %s failed (%s): %s", row.kind, attempts, error)
        async with sessions.begin() as session:
            await session.execute(
                update(DeadlineRow)
                .where(DeadlineRow.kind == row.kind, DeadlineRow.subject == row.subject)
                .values(
                    attempts=attempts,
                    error=error,
                    due_at=now + timedelta(seconds=min(2**attempts, 300)),
                    parked_at=now if attempts >= MOST_ATTEMPTS else None,
                )
            )
