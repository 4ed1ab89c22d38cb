"""Use cases on lists as files."""

import io
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import anyio.to_thread
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.auth import Access
from servicekit.db import SessionMaker
from servicekit.deadlines import Deadlines
from servicekit.problems import Problem
from servicekit.schemas import Page, open_cursor, seal_cursor
from svc_catalog.exchange import lines, workbooks
from svc_catalog.exchange.errors import EmptyFile, NoSuchImport, WrongImportState
from svc_catalog.exchange.models import Import, ImportRow
from svc_catalog.exchange.repository import ImportRepository, seen_by
from svc_catalog.exchange.rows import entries_of, fixed_of, rows_of, title_of
from svc_catalog.exchange.schemas import ImportOut, ImportRowOut
from svc_catalog.exchange.types import Entry, Fault, ImportState, Outcome
from svc_catalog.items import rules
from svc_catalog.items.columns import Sheet
from svc_catalog.items.models import Item
from svc_catalog.items.service import basics_of
from svc_catalog.items.types import Guide
from svc_catalog.province.repository import owned_values
from svc_catalog.province.rules import trespasses
from svc_catalog.revisions.service import RevisionService

CHECK, APPLY = "import.check", "import.apply"
#: Rows looked at in one transaction: progress is seen in between, and memory stays flat.
BATCH = 500
#: Items written out at once: as many lie in memory.
WRITTEN = 200
CURSOR = (int,)


class ImportService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._imports = ImportRepository(session)
        self._deadlines = Deadlines(session)
        self._session = session
        self._now = now

    async def begin(self, name: str, access: Access) -> Import:
        """Keep a new, empty import of the caller's regions."""
        one = Import(
            name=name, sent_by=access.caller.subject, sent_at=self._now, regions=sorted(access.regions),
            faults=[], rows=0, checked=0, changed=0, faulty=0, state=ImportState.STAGING,
        )  # fmt: skip
        self._imports.add(one)
        await self._session.flush()
        return one

    async def page(self, access: Access, after: str | None, limit: int) -> Page[ImportOut]:
        """Return what the caller sent, and others for regions that are all his, the newest first."""
        start = open_cursor(after, (UUID,))
        wanted = seen_by(access.caller.subject, access.regions)
        found = await self._imports.page(wanted, start[0] if start else None, limit + 1)
        onward = seal_cursor(str(found[limit - 1].id)) if len(found) > limit else None
        return Page(items=[ImportOut.model_validate(one) for one in found[:limit]], next=onward)

    async def look(self, import_id: UUID, access: Access) -> Import:
        """Return an import that the caller may see.

        Raises:
            NoSuchImport: there is none, or it is somebody else's for regions that are not all his.

        """
        wanted = (Import.id == import_id) & seen_by(access.caller.subject, access.regions)
        found = await self._imports.page(wanted, None, 1)
        if not found:
            raise NoSuchImport
        return found[0]

    async def find(self, import_id: UUID, access: Access) -> Import:
        """Return an import that the caller has sent.

        Raises:
            NoSuchImport: there is none, or somebody else sent it.

        """
        found = await self._imports.lock(import_id)
        if found is None or found.sent_by != access.caller.subject:
            raise NoSuchImport
        return found

    async def take_workbook(self, one: Import, content: bytes) -> None:
        """Keep the rows of a workbook.

        Raises:
            BrokenWorkbook: it cannot be read.

        """
        entries, lost = await anyio.to_thread.run_sync(read_workbook, content)
        one.faults = [asdict(fault) for fault in lost]
        await self._stage(one, entries)

    async def take_lines(self, one: Import, chunks: AsyncIterable[bytes]) -> None:
        """Keep lines as they come in; more of them may follow in another request.

        Raises:
            WrongImportState: it is being checked already.

        """
        self._require(one, ImportState.STAGING)
        batch: list[Entry] = []
        async for entry in lines.entries_of(chunks):
            batch.append(entry)
            if len(batch) == BATCH:
                await self._stage(one, batch)
                batch = []
        await self._stage(one, batch)

    async def _stage(self, one: Import, entries: Iterable[Entry]) -> None:
        rows = [
            {
                "import_id": one.id,
                "number": one.rows + place,
                "item_id": entry.item_id[:80],
                "line": entry.sheet_row,
                "fixed": entry.fixed,
                "guide": entry.guide,
                "faults": [asdict(fault) for fault in entry.faults],
                "findings": [],
            }
            for place, entry in enumerate(entries, start=1)
        ]
        await self._imports.stage(rows)
        one.rows += len(rows)

    async def begin_check(self, one: Import) -> None:
        """Let every row be held against what we have.

        Raises:
            EmptyFile: no row has come.
            WrongImportState: it is being checked already.

        """
        self._require(one, ImportState.STAGING)
        if not one.rows and not one.faults:
            raise EmptyFile
        one.state = ImportState.CHECKING
        await self._deadlines.set(CHECK, str(one.id), self._now)

    async def check_some(self, import_id: UUID) -> None:
        """Look at the next rows, and make an appointment for those after them."""
        one = await self._imports.lock(import_id)
        if one is None or one.state != ImportState.CHECKING:
            return
        await self._imports.by_keys_only()
        rows = await self._imports.rows(import_id, None, one.checked, BATCH)
        if not rows:
            one.state = ImportState.FAULTY if one.faulty or one.faults else ImportState.CHECKED
            return
        results = await self._checked(one, rows)
        await self._imports.settle(results)
        one.checked += len(results)
        one.changed += sum(result["outcome"] == Outcome.CHANGED for result in results)
        one.faulty += sum(result["outcome"] == Outcome.FAULTY for result in results)
        await self._deadlines.set(CHECK, str(import_id), self._now)

    async def _checked(self, one: Import, rows: Iterable[ImportRow]) -> list[dict[str, Any]]:
        rows = list(rows)
        items = await self._imports.items({row.item_id for row in rows}, one.regions)
        owned = await owned_values(self._session, {item.directory_code for item in items.values()})
        seen = await self._imports.seen_before(one.id, rows)
        results = []
        for row in rows:
            item = items.get(row.item_id)
            given = owned.get(item.directory_code, {}) if item else {}
            results.append(checked(row, item, given, is_twice=row.item_id in seen))
            seen.add(row.item_id)
        return results

    async def begin_apply(self, one: Import) -> None:
        """Let everything that the import changes be drafted, as one amendment or not at all.

        Raises:
            WrongImportState: it has not been checked, or has faults.

        """
        self._require(one, ImportState.CHECKED)
        one.state = ImportState.APPLYING
        await self._deadlines.set(APPLY, str(one.id), self._now)

    async def apply(self, import_id: UUID) -> None:
        """Draft everything that an import changes, in one transaction.

        What has changed since the check makes the import faulty: nothing is drafted then.
        """
        one = await self._imports.lock(import_id)
        if one is None or one.state != ImportState.APPLYING:
            return
        await self._imports.by_keys_only()
        revisions = RevisionService(self._session, self._now)
        try:
            async with self._session.begin_nested():
                change = await revisions.begin_amendment(f"导入：{one.name}", one.sent_by)
                after = 0
                while rows := await self._imports.rows(import_id, Outcome.CHANGED, after, BATCH):
                    guides = {row.item_id: row.guide for row in rows if row.guide is not None}
                    await revisions.amend(change, guides, one.regions)
                    after = rows[-1].number
        except Problem as refusal:
            one.state, one.faults = ImportState.FAULTY, [asdict(Fault("", 0, "", refusal.title("zh")))]
        else:
            one.state, one.amendment_id = ImportState.APPLIED, change.id

    async def rows(
        self, one: Import, outcome: str | None, after: str | None, limit: int
    ) -> Page[ImportRowOut]:
        """Return what came of each row, in the order of the file."""
        place = open_cursor(after, CURSOR)
        found = await self._imports.rows(one.id, outcome, place[0] if place else 0, limit + 1)
        onward = seal_cursor(found[limit - 1].number) if len(found) > limit else None
        return Page(items=[ImportRowOut.model_validate(row) for row in found[:limit]], next=onward)

    @staticmethod
    def _require(one: Import, *states: ImportState) -> None:
        if one.state not in states:
            raise WrongImportState(state=one.state)

    async def write_workbook(self, path: Path, regions: Iterable[str]) -> None:
        """Write the lists of some regions as a workbook."""
        rows: list[tuple[Sheet, list[Any]]] = []
        async for item in self._imports.items_to_write(regions):
            rows += rows_of(item)
        await anyio.to_thread.run_sync(workbooks.write, path, rows)


async def lines_to_write(sessions: SessionMaker, regions: Iterable[str]) -> AsyncIterator[bytes]:
    """Yield the lists of some regions as lines of JSON; items without a guide are left out.

    However slowly they are read, nobody waits for it: each part has a transaction of its own.
    """
    after: tuple[str, str] | None = None
    while True:
        async with sessions() as session:
            items = await ImportRepository(session).items_after(regions, after, WRITTEN)
            part = b"".join(lines.line_of(item) for item in items if item.guide is not None)
        if not items:
            return
        after = (items[-1].region_code, items[-1].item_id)
        if part:
            yield part


def read_workbook(content: bytes) -> tuple[list[Entry], list[Fault]]:
    """Return what a workbook says of each item, and what of it belongs to none."""
    return entries_of(workbooks.read(io.BytesIO(content)))


def checked(row: ImportRow, item: Item | None, given: Mapping[str, Any], *, is_twice: bool) -> dict[str, Any]:
    """Return what came of a row: which item it changes, or why it cannot."""
    faults = list(row.faults)
    findings: list[dict[str, Any]] = []
    outcome = Outcome.FAULTY
    if item is None:
        faults.append(fault(row, "事项编号", "您管理的清单中没有这个事项"))
    elif is_twice:
        faults.append(fault(row, "事项编号", "重复的事项编号"))
    else:
        fixed = fixed_of(item)
        faults += [
            fault(row, title, "由目录给定，不可在此更改")
            for title, said in row.fixed.items()
            if said and said != fixed[title]
        ]
        faults += [
            fault(row, title_of(name), "由省权力事项库给定，不可在此更改")
            for name in trespasses(row.guide or given, given)
        ]
    if item is not None and row.guide is None and not faults:
        # An item without a guide goes out as a row of empty cells, and comes in as one.
        if item.guide is None:
            outcome = Outcome.UNCHANGED
        else:
            faults.append(fault(row, "", "该行没有内容"))
    elif item is not None and row.guide is not None and not faults:
        guide = Guide.model_validate(row.guide)
        held = Guide.model_validate(item.guide) if item.guide else None
        outcome = Outcome.UNCHANGED if guide == held else Outcome.CHANGED
        findings = [asdict(found) for found in rules.findings(basics_of(item.entry), guide)]
    return {
        "import_id": row.import_id,
        "number": row.number,
        "faults": faults,
        "findings": findings,
        "outcome": outcome,
        "item_version": item.version if item else None,
    }


def fault(row: ImportRow, column: str, zh: str) -> dict[str, Any]:
    """Return what is wrong with a row as it is stored."""
    return asdict(Fault(Sheet.ITEMS, row.line, column, zh))
