"""All SQL of the door. The tables belong to the gateway's features; the door reads them.

Plain SQL in autocommit: these run beside the hot path, several thousand times a second
at worst, and need neither objects nor transactions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

SESSION = """
SELECT id, token_hash, seq, claims, ended_at IS NOT NULL AS ended,
       extract(epoch FROM expires_at)::float8 AS expires_at,
       extract(epoch FROM idle_until)::float8 AS idle_until
FROM sessions
"""
ONE_SESSION = text(f"{SESSION} WHERE token_hash = :digest")
# What commits late has a lower number than what was seen: hence a floor far below it.
CHANGED_SESSIONS = text(
    f"{SESSION} WHERE seq > :floor AND NOT (seq = ANY(CAST(:seen AS bigint[]))) ORDER BY seq LIMIT 5000"
)
NEWEST_SEQ = text("SELECT coalesce(max(seq), 0) FROM sessions")
KEEP_AWAKE = text("""
UPDATE sessions SET idle_until = least(expires_at, now() + make_interval(secs => :idle))
WHERE id = ANY(CAST(:ids AS uuid[])) AND ended_at IS NULL
""")
DEVICE = text("SELECT key_id, public_key, status, claims FROM devices WHERE key_id = :key_id")
APP = text("""
SELECT key_id, secret_sealed, status, claims, quota, coalesce((
    SELECT calls FROM app_calls
    WHERE app_calls.key_id = apps.key_id AND day = (now() AT TIME ZONE 'Asia/Shanghai')::date
), 0) AS calls_today
FROM apps WHERE key_id = :key_id
""")
CLAIM_NONCES = text("""
INSERT INTO nonces (key_id, nonce, seen_at)
SELECT key_id, nonce, now()
FROM unnest(CAST(:keys AS text[]), CAST(:nonces AS text[])) AS asked (key_id, nonce)
ON CONFLICT DO NOTHING RETURNING key_id, nonce
""")
# One statement: the row is locked while the numbers are compared.
MOVE_SEQUENCES = text("""
UPDATE devices SET last_sequence = asked.sequence
FROM unnest(CAST(:keys AS text[]), CAST(:sequences AS bigint[])) AS asked (key_id, sequence)
WHERE devices.key_id = asked.key_id AND coalesce(devices.last_sequence, -1) < asked.sequence
RETURNING devices.key_id
""")
SUSPECT = text(
    "UPDATE devices SET suspect_at = coalesce(suspect_at, now()) WHERE key_id = ANY(CAST(:keys AS text[]))"
)
FORGET_NONCES = text("DELETE FROM nonces WHERE seen_at < now() - make_interval(secs => :age)")
READY = text("SELECT 1")


@dataclass(frozen=True)
class Claim:
    """A signed request whose nonce (and sequence, for a device) is to be used up."""

    key_id: str
    nonce: str
    sequence: int | None


class Repository:
    """Reads and writes the gateway's database for the door."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def session(self, digest: bytes) -> RowMapping | None:
        """Return the session whose token has this SHA-256 digest."""
        async with self._engine.connect() as connection:
            return (await connection.execute(ONE_SESSION, {"digest": digest})).mappings().one_or_none()

    async def newest_seq(self) -> int:
        """Return the number of the latest change of any session."""
        async with self._engine.connect() as connection:
            return int(await connection.scalar(NEWEST_SEQ) or 0)

    async def changed_sessions(self, floor: int, seen: Sequence[int]) -> Sequence[RowMapping]:
        """Return the sessions changed after `floor`, without the changes already seen."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(CHANGED_SESSIONS, {"floor": floor, "seen": list(seen)})
            return rows.mappings().all()

    async def keep_awake(self, session_ids: Sequence[str], idle: float) -> None:
        """Note that these sessions were used; they may be idle for `idle` seconds from now."""
        async with self._engine.connect() as connection:
            ids = [UUID(session_id) for session_id in session_ids]
            await connection.execute(KEEP_AWAKE, {"ids": ids, "idle": idle})

    async def credential(self, key_id: str) -> RowMapping | None:
        """Return the device or the application that signs with this key."""
        async with self._engine.connect() as connection:
            for query in (DEVICE, APP):
                row = (await connection.execute(query, {"key_id": key_id})).mappings().one_or_none()
                if row is not None:
                    return row
        return None

    async def claim_nonces(self, claims: Sequence[Claim]) -> set[tuple[str, str]]:
        """Use up nonces; return those that nobody had used."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                CLAIM_NONCES, {"keys": [c.key_id for c in claims], "nonces": [c.nonce for c in claims]}
            )
            return {(row.key_id, row.nonce) for row in rows}

    async def move_sequences(self, claims: Sequence[Claim]) -> set[str]:
        """Raise the devices' sequences; return the keys of those that were lower.

        The others are marked as suspect: a number came a second time.
        """
        asked = {claim.key_id: claim.sequence for claim in claims}
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                MOVE_SEQUENCES, {"keys": list(asked), "sequences": list(asked.values())}
            )
            moved = {str(row.key_id) for row in rows}
            if left := asked.keys() - moved:
                await connection.execute(SUSPECT, {"keys": list(left)})
        return moved

    async def forget_nonces(self, age: float) -> None:
        """Drop nonces that are too old to be sent again."""
        async with self._engine.connect() as connection:
            await connection.execute(FORGET_NONCES, {"age": age})

    async def check(self) -> None:
        """Fail if the database does not answer."""
        async with self._engine.connect() as connection:
            await connection.execute(READY)
