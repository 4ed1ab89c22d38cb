"""Use cases on sheets: given out, and checked by anybody."""

import asyncio
import hashlib
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.crypto import Vault
from servicekit.deadlines import Deadlines
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.workdays import SHANGHAI
from svc_catalog.items.files import GuideFiles, hashes_of
from svc_catalog.items.models import Item
from svc_catalog.items.schemas import GuideOut
from svc_catalog.items.service import ItemService, handling_item_out
from svc_catalog.settings import Settings
from svc_catalog.sheets import rules
from svc_catalog.sheets.errors import NoSuchSheet, SheetAltered
from svc_catalog.sheets.models import Sheet
from svc_catalog.sheets.repository import SheetRepository
from svc_catalog.sheets.schemas import SheetLineOut, SheetOut, VerdictOut
from svc_catalog.sheets.types import Answer, Content, HandlingItem, Verdict
from svc_catalog.situations.service import SituationService, guide_of
from svc_catalog.situations.types import Answers, Resolved

CURSOR = (datetime, str)
FORGET = "sheet.forget"


class SheetService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime, vault: Vault, settings: Settings) -> None:
        self._session = session
        self._sheets = SheetRepository(session)
        self._items = ItemService(session, now)
        self._files = GuideFiles(session)
        self._situations = SituationService(session, now)
        self._vault = vault
        self._settings = settings
        self._now = now

    async def issue(self, item_id: str, answers: Answers, holder: str | None) -> SheetOut:
        """Give out a sheet: what a published item asks of somebody with these answers.

        Raises:
            NoSuchItem: there is none, or it is not published.
            NoGuide: nothing is written of it yet.
            MalformedRequest: a question is not answered, or not with one of its options.

        """
        item, guide = await self._items.guide(item_id)
        resolved = await self._situations.resolved(item, answers)
        content = content_of(item, guide, resolved, self._now)
        kept, code = content.model_dump(mode="json"), rules.new_code()
        sha256 = rules.digest(kept)
        pdf = await asyncio.to_thread(
            rules.draw, content, code, sha256, self._address(code), self._settings.font_dir
        )
        last = datetime.combine(content.valid_until, time(), SHANGHAI) + timedelta(days=1)
        sheet = Sheet(
            code=code,
            item_id=item.item_id,
            item_version=item.version,
            content=kept,
            sha256=sha256,
            seal=rules.seal(self._vault, code, sha256),
            pdf=pdf,
            pdf_sha256=hashlib.sha256(pdf).hexdigest(),
            holder=holder,
            issued_at=self._now,
            valid_until=last.astimezone(UTC),
        )
        self._session.add(sheet)
        await Deadlines(self._session).set(FORGET, code, sheet.valid_until + rules.KEPT)
        return await self._shown(sheet, item.version)

    async def shown(self, code: str) -> SheetOut:
        """Return a sheet as it was given out.

        Raises:
            NoSuchSheet: none has this code.
            SheetAltered: what is kept is not what was given out.

        """
        sheet = await self.genuine(code)
        return await self._shown(sheet, await self._sheets.item_version(sheet.item_id))

    async def page(self, code: str) -> bytes:
        """Return the PDF of a sheet, byte for byte as it was given out.

        Raises:
            NoSuchSheet: none has this code.
            SheetAltered: what is kept is not what was given out.

        """
        await self.genuine(code)
        sheet = await self._sheets.page_of(code.upper())
        if sheet is None:
            raise NoSuchSheet
        return sheet.pdf

    async def genuine(self, code: str) -> Sheet:
        """Return a sheet that is kept as it was given out.

        Raises:
            NoSuchSheet: none has this code.
            SheetAltered: somebody has changed what is kept.

        """
        sheet = await self._sheets.find(code.upper())
        if sheet is None:
            raise NoSuchSheet
        if not self.is_whole(sheet):
            raise SheetAltered
        return sheet

    async def locked(self, code: str) -> Sheet:
        """Return a genuine sheet, holding it until the transaction ends.

        Raises:
            NoSuchSheet, SheetAltered: as `genuine`.

        """
        await self._sheets.lock(code.upper())
        return await self.genuine(code)

    def is_whole(self, sheet: Sheet) -> bool:
        """Tell whether a sheet is kept as it was given out."""
        return rules.is_whole(self._vault, sheet.code, sheet.content, sheet.sha256, sheet.seal)

    async def verdict(self, code: str, *, told: str | None = None, pdf: bytes | None = None) -> VerdictOut:
        """Judge a code, the hash that is printed with it, or the file byte for byte."""
        sheet = await self._sheets.find(code.upper())
        if sheet is None:
            return VerdictOut(code=code, is_genuine=False, verdict=Verdict.UNKNOWN)
        kept = sheet.sha256
        if pdf is not None:
            told, kept = hashlib.sha256(pdf).hexdigest(), sheet.pdf_sha256
        word = rules.verdict(
            self._now, sheet.valid_until, is_whole=self.is_whole(sheet), told=told, kept=kept
        )
        if word is Verdict.ALTERED:
            return VerdictOut(code=sheet.code, is_genuine=False, verdict=word)
        version = await self._sheets.item_version(sheet.item_id)
        shown = await self._shown(sheet, version)
        return VerdictOut(code=sheet.code, is_genuine=True, verdict=word, sheet=shown)

    async def held_by(self, holder: str, after: str | None, limit: int) -> Page[SheetLineOut]:
        """Return the sheets of somebody, the newest first."""
        place = open_cursor(after, CURSOR)
        rows = await self._sheets.held_by(holder, place, limit + 1)
        last = rows[limit - 1] if len(rows) > limit else None
        return Page(
            items=[line_out(row) for row in rows[:limit]],
            next=seal_cursor(last.issued_at, last.code) if last else None,
        )

    def _address(self, code: str) -> str:
        return f"{self._settings.public_url.rstrip('/')}/sheets/{code}"

    async def _shown(self, sheet: Sheet, version: int | None) -> SheetOut:
        address, content = self._address(sheet.code), Content.model_validate(sheet.content)
        return SheetOut(
            code=sheet.code,
            content=content,
            files=await self._files.shown(hashes_of(content.materials)),
            sha256=sheet.sha256,
            issued_at=sheet.issued_at,
            valid_until=sheet.valid_until,
            verify_url=address,
            qr=rules.qr(address),
            is_superseded=version != sheet.item_version,
        )


def content_of(item: Item, guide: GuideOut, resolved: Resolved, now: datetime) -> Content:
    """Return what a sheet says."""
    written = guide_of(item)
    handled = handling_item_out(item, resolved.handling_item)
    return Content(
        item_id=item.item_id,
        item_version=item.version,
        directory_code=item.directory_code,
        item_name=guide.name,
        region_code=item.region_code,
        region_name=guide.region_name,
        department_code=guide.department_code,
        department_name=item.department_name,
        situation=resolved.situation.code,
        situation_name=resolved.situation.name,
        handling_item=HandlingItem(number=handled.number, code=handled.code, name=handled.name),
        note=resolved.situation.note,
        answers=[
            Answer(question=question.code, text=question.text, option=option.code, label=option.label)
            for question, option in resolved.answers
        ],
        materials=resolved.materials,
        fees=resolved.fees,
        limit=resolved.limit,
        place=written.place,
        hours=written.hours,
        consult_phone=written.consult_phone,
        complaint_phone=written.complaint_phone,
        issued_on=now.astimezone(SHANGHAI).date(),
        valid_until=rules.binds_until(now),
    )


def line_out(sheet: Sheet) -> SheetLineOut:
    """Return a sheet as it stands in the list of who holds it."""
    content = Content.model_validate(sheet.content)
    return SheetLineOut(
        code=sheet.code,
        item_id=sheet.item_id,
        item_name=content.item_name,
        region_name=content.region_name,
        situation_name=content.situation_name,
        issued_at=sheet.issued_at,
        valid_until=sheet.valid_until,
    )
