"""Use cases on knowledge: it follows its item, and is silent when the item is."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from servicekit.outbox import Outbox
from svc_helpdesk.knowledge import events, rules
from svc_helpdesk.knowledge.models import Entry
from svc_helpdesk.knowledge.repository import KnowledgeRepository
from svc_helpdesk.tasks.service import TaskService

PUBLISHED, WITHHELD = "published", "withheld"


class KnowledgeService:
    """What other features and events may ask of knowledge."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._knowledge = KnowledgeRepository(session)
        self._tasks = TaskService(session, now)
        self._outbox = Outbox(session, now)
        self._session = session
        self._now = now

    async def follow(self, event: ItemChanged) -> None:
        """Bring what is said of an item in line with its newest state; older states change nothing."""
        is_newer = await self._knowledge.keep_item(
            {
                "item_id": event.item_id,
                "source_version": event.version,
                "state": event.state,
                "directory_code": event.directory_code,
                "name": event.name,
                "plain_names": list(event.plain_names),
                "questions": [one.question for one in event.faq],
                "region_code": event.region_code,
                "department_name": event.department_name,
                "consult_phone": event.consult_phone,
                "is_complete": event.is_complete,
            }
        )
        if not is_newer:
            return
        entries = await self._knowledge.of_item(event.item_id)
        if event.state == PUBLISHED and event.is_complete:
            await self._say(event, entries)
        elif event.state != PUBLISHED:
            await self._withhold(event, entries, f"item_{event.state}")

    async def forget(self, item_id: str) -> None:
        """Withhold everything about an item that is no longer in the catalogue."""
        entries = await self._knowledge.of_item(item_id)
        item = await self._knowledge.item(item_id)
        if item is not None:
            item.state = "withdrawn"
        for entry in entries.values():
            await self._silence(entry, "item_withdrawn")

    async def _say(self, event: ItemChanged, entries: dict[str, Entry]) -> None:
        """Publish what the item says now; each answer cites the item's new version."""
        current = {rules.entry_id(event.item_id, saying): saying for saying in rules.sayings(event)}
        for entry_id, saying in current.items():
            entry = entries.get(entry_id)
            if entry is None:
                entry = Entry(entry_id=entry_id, item_id=event.item_id, region_code=event.region_code)
                entry.state, entry.aspect = PUBLISHED, saying.aspect
                self._knowledge.add(entry)
            entry.question, entry.answer = saying.question, saying.answer
            entry.item_version, entry.changed_at = event.version, self._now
            if entry.state == WITHHELD:
                entry.state, entry.withheld_reason = PUBLISHED, None
                await self._outbox.announce(events.answer_restored, entry)
        for entry_id, entry in entries.items():
            if entry_id not in current:
                await self._silence(entry, "item_changed")
        await self._tasks.resolve(event.item_id, "事项已重新发布，答案已恢复")

    async def _withhold(self, event: ItemChanged, entries: dict[str, Entry], reason: str) -> None:
        """Stop citing an item, and give its owner the task to look at what was said."""
        for entry in entries.values():
            await self._silence(entry, reason)
        if entries:
            await self._tasks.open(
                "withheld_answers",
                subject=event.item_id,
                region_code=event.region_code,
                title=f"{event.name}：{len(entries)} 条答案已停用",
                reason=reason,
            )

    async def _silence(self, entry: Entry, reason: str) -> None:
        if entry.state == PUBLISHED:
            entry.state, entry.withheld_reason, entry.changed_at = WITHHELD, reason, self._now
            await self._outbox.announce(events.answer_withheld, entry)
