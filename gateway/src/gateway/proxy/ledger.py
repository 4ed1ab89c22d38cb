"""Uses up nonces and sequence numbers, once across all doors.

While one batch is being written the next one gathers: many requests share one round trip
to the database, and a single one does not wait for others.
"""

import asyncio
import logging
from enum import Enum

from gateway.proxy.errors import SignOnAway
from gateway.proxy.repository import Claim, Repository

log = logging.getLogger(__name__)

LARGEST_BATCH = 500


class Verdict(Enum):
    """What the ledger says about a claim."""

    FRESH = "fresh"
    REPLAYED = "replayed"
    CLONED = "cloned"  # the number of a device came a second time, with another nonce


Asked = tuple[Claim, "asyncio.Future[Verdict]"]


class Ledger:
    """Judges signed requests that are otherwise in order."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._asked: list[Asked] = []
        self._working: asyncio.Task[None] | None = None

    async def claim(self, claim: Claim) -> Verdict:
        """Use up a nonce and, for a device, a sequence number; tell whether they were unused.

        Raises:
            SignOnAway: the database is away, so that nobody can tell.

        """
        loop = asyncio.get_running_loop()
        verdict: asyncio.Future[Verdict] = loop.create_future()
        self._asked.append((claim, verdict))
        if self._working is None or self._working.done():
            self._working = loop.create_task(self._work())
        return await verdict

    async def _work(self) -> None:
        while self._asked:
            batch = self._next_batch()
            try:
                await self._judge(batch)
            except Exception as error:  # noqa: BLE001 - the database may be away in any way
                log.warning("nonces could not be written: %s", type(error).__qualname__)
                for _, verdict in batch:
                    if not verdict.done():
                        verdict.set_exception(SignOnAway(retry_after=2))

    def _next_batch(self) -> list[Asked]:
        """Take at most one claim of each key, so that those of one key are judged in order."""
        batch: dict[str, Asked] = {}
        left: list[Asked] = []
        for asked in self._asked:
            key_id = asked[0].key_id
            if key_id in batch or len(batch) >= LARGEST_BATCH:
                left.append(asked)
            else:
                batch[key_id] = asked
        self._asked = left
        return list(batch.values())

    async def _judge(self, batch: list[Asked]) -> None:
        fresh = await self._repository.claim_nonces([claim for claim, _ in batch])
        numbered = [
            claim for claim, _ in batch if claim.sequence is not None and (claim.key_id, claim.nonce) in fresh
        ]
        moved = await self._repository.move_sequences(numbered) if numbered else set()
        for claim, verdict in batch:
            if verdict.done():
                continue
            if (claim.key_id, claim.nonce) not in fresh:
                verdict.set_result(Verdict.REPLAYED)
            elif claim.sequence is not None and claim.key_id not in moved:
                verdict.set_result(Verdict.CLONED)
            else:
                verdict.set_result(Verdict.FRESH)
