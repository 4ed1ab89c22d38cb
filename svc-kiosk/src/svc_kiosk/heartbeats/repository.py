"""The SQL of heartbeats: any number of beats in one statement.

Not the ORM: it would load, compare and write each row by itself, and a thousand devices
that beat at once would cost a thousand round trips. Nor a row per beat: what counts is
the last one, and each change of state is an alarm or an event of its own.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from svc_kiosk.heartbeats.types import Beat, Kept

# A silence as long as makes a device offline begins a new streak. `is_awaited` and `faults_at` are
# read from the row that was just written: whoever judged the device a moment ago held its lock.
KEEP = text("""
WITH said AS (
  SELECT * FROM unnest(
    CAST(:device_ids AS text[]), CAST(:sequences AS bigint[]), CAST(:moments AS timestamptz[]),
    CAST(:faults AS text[]), CAST(:reports AS text[])
  ) AS said (device_id, sequence, moment, faults, report)
), kept AS (
  UPDATE presences SET
    sequence = said.sequence,
    last_seen_at = said.moment,
    streak = CASE WHEN said.moment - presences.last_seen_at < :silence THEN presences.streak + 1 ELSE 1 END,
    back_at = CASE WHEN said.moment - presences.last_seen_at < :silence
      THEN presences.back_at ELSE said.moment END,
    faults_at = CASE WHEN presences.faults = said.faults::jsonb THEN presences.faults_at ELSE said.moment END,
    faults = said.faults::jsonb,
    report = said.report::jsonb
  FROM said
  WHERE presences.device_id = said.device_id AND presences.sequence < said.sequence
  RETURNING presences.device_id,
    presences.is_awaited OR presences.faults_at IS NOT DISTINCT FROM said.moment AS is_news
), heard AS (
  UPDATE hearings SET last_beat_at = CAST(:newest AS timestamptz) WHERE EXISTS (SELECT FROM kept)
)
SELECT said.device_id, known.device_id IS NOT NULL AS is_known, kept.device_id IS NOT NULL AS is_new,
  coalesce(kept.is_news, false) AS is_news
FROM said
LEFT JOIN presences AS known ON known.device_id = said.device_id
LEFT JOIN kept ON kept.device_id = said.device_id
""")


class HeartbeatRepository:
    """Keeps what devices said last; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep(self, beats: Sequence[Beat], silence: timedelta) -> dict[str, Kept]:
        """Keep at most one beat of each device; return what became of each, by its device."""
        rows = await self._session.execute(
            KEEP,
            {
                "device_ids": [beat.device_id for beat in beats],
                "sequences": [beat.sequence for beat in beats],
                "moments": [beat.received_at for beat in beats],
                "faults": [orjson.dumps(beat.faults).decode() for beat in beats],
                "reports": [orjson.dumps(beat.report).decode() for beat in beats],
                "silence": silence,
                "newest": newest(beats),
            },
        )
        return {row.device_id: Kept(row.is_known, row.is_new, row.is_news) for row in rows}


def newest(beats: Sequence[Beat]) -> datetime:
    """Return the moment of the last of some beats."""
    return max(beat.received_at for beat in beats)
