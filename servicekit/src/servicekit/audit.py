"""Who did what, on whose behalf, to which record, and why; chained so that nothing can be altered unseen."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from opentelemetry import trace
from sqlalchemy import BigInteger, DateTime, Identity, Index, LargeBinary, String, func, select
from sqlalchemy.orm import Mapped, mapped_column
from starlette.requests import HTTPConnection

from servicekit.auth import Access
from servicekit.clock import Now
from servicekit.db import RuntimeBase, Session, SessionMaker
from servicekit.routing import canonical

GENESIS = b"\0" * 32
CHAIN_LOCK = 7_003_2
BATCH = 1000


class AuditRow(RuntimeBase):
    """One deed, or one refused attempt."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor: Mapped[str] = mapped_column(String(200))
    actor_kind: Mapped[str] = mapped_column(String(20))
    on_behalf_of: Mapped[str | None] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(200))
    record: Mapped[str] = mapped_column(String(300))
    region_code: Mapped[str | None] = mapped_column(String(12))
    result: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[str | None] = mapped_column(String(200))
    ip: Mapped[str] = mapped_column(String(60))
    request_id: Mapped[str] = mapped_column(String(80))
    trace_id: Mapped[str | None] = mapped_column(String(32))
    #: Set by `chain`, after the fact: a lock on the write path would serialise everything.
    position: Mapped[int | None] = mapped_column(BigInteger)
    hash: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (
        Index("ix_audit_unchained", seq, postgresql_where=position.is_(None)),
        Index("uq_audit_position", position, unique=True),
    )


UNCHAINED = select(AuditRow).where(AuditRow.position.is_(None))


class AuditHead(RuntimeBase):
    """How far the chain reached at a moment; copied to the gateway, so that a cut end is seen."""

    __tablename__ = "audit_heads"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


@dataclass(frozen=True)
class Verdict:
    """What `verify` found."""

    is_whole: bool
    checked: int
    broken_at: int | None = None


class Audit:
    """Records the deeds of one request in the transaction of the deed."""

    def __init__(self, connection: HTTPConnection, session: Session, now: Now) -> None:
        self._state = connection.state
        self._session = session
        self._now = now

    async def record(
        self,
        action: str,
        record: str,
        *,
        region: str | None = None,
        purpose: str | None = None,
        result: str = "success",
    ) -> None:
        """Write one row: `record("case.decide", case_id, region="331002", purpose=…)`."""
        # Left there by the route's rule, without which nothing gets as far as a deed.
        access: Access = self._state.access
        self._session.add(
            row_of(access, self._now, action, record, region=region, purpose=purpose, result=result)
        )


Audited = Annotated[Audit, Depends()]


def row_of(
    access: Access,
    now: datetime,
    action: str,
    record: str,
    *,
    region: str | None,
    purpose: str | None,
    result: str,
) -> AuditRow:
    """Return the row of one deed."""
    caller, span = access.caller, trace.get_current_span().get_span_context()
    return AuditRow(
        at=now,
        actor=caller.actor.subject if caller.actor else caller.subject,
        actor_kind=caller.actor.kind if caller.actor else caller.kind,
        on_behalf_of=caller.subject if caller.actor else None,
        action=action[:200],
        record=record[:300],
        region_code=region,
        result=result,
        purpose=purpose,
        ip=access.ip[:60],
        request_id=access.request_id[:80],
        trace_id=f"{span.trace_id:032x}" if span.is_valid else None,
    )


async def record_refusal(
    sessions: SessionMaker, access: Access, now: datetime, *, action: str, record: str
) -> None:
    """Write a refused attempt in a transaction of its own: that of the request is undone."""
    async with sessions.begin() as session:
        session.add(row_of(access, now, action, record, region=None, purpose=None, result="refused"))


def digest(row: AuditRow, before: bytes) -> bytes:
    """Return the hash of a row that follows `before`."""
    content = [
        row.seq,
        row.at.isoformat(),
        row.actor,
        row.actor_kind,
        row.on_behalf_of,
        row.action,
        row.record,
        row.region_code,
        row.result,
        row.purpose,
        row.ip,
        row.request_id,
        row.trace_id,
        row.position,
    ]
    return hashlib.sha256(before + canonical(content)).digest()


async def chain(sessions: SessionMaker) -> int:
    """Give every new row its place in the chain; return how many were new."""
    async with sessions.begin() as session:
        if not await session.scalar(select(func.pg_try_advisory_xact_lock(CHAIN_LOCK))):
            return 0
        rows = (await session.scalars(UNCHAINED.order_by(AuditRow.seq).limit(BATCH))).all()
        if not rows:
            return 0
        last = await session.scalar(
            select(AuditRow).where(AuditRow.position.is_not(None)).order_by(AuditRow.position.desc()).limit(1)
        )
        position, before = (last.position or 0, last.hash or GENESIS) if last else (0, GENESIS)
        for row in rows:
            position += 1
            row.position = position
            row.hash = before = digest(row, before)
        session.add(AuditHead(position=position, hash=before))
        return len(rows)


async def verify(sessions: SessionMaker) -> Verdict:
    """Walk the chain: an altered, removed, inserted or reordered row and a cut end are found."""
    expected, before = 0, GENESIS
    async with sessions() as session:
        heads = {head.position: head.hash for head in await session.scalars(select(AuditHead))}
        rows = await session.stream_scalars(
            select(AuditRow).where(AuditRow.position.is_not(None)).order_by(AuditRow.position)
        )
        async for row in rows:
            expected += 1
            before = digest(row, before)
            if row.position != expected or row.hash != before or heads.get(expected, before) != before:
                return Verdict(is_whole=False, checked=expected, broken_at=expected)
    if heads and max(heads) > expected:
        return Verdict(is_whole=False, checked=expected, broken_at=expected + 1)
    return Verdict(is_whole=True, checked=expected)
