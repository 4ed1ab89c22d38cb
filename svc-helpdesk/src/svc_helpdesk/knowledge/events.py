"""How knowledge looks to other services."""

from sanzhi_proto.helpdesk.v1.helpdesk_pb2 import AnswerRestored, AnswerWithheld
from servicekit.events import Event, Topic
from svc_helpdesk.knowledge.models import Entry

KNOWLEDGE = Topic("helpdesk.knowledge", key="entry_id", facts=(AnswerWithheld, AnswerRestored))


def answer_withheld(entry: Entry) -> Event:
    """Announce that an answer may no longer be cited."""
    message = AnswerWithheld(
        entry_id=entry.entry_id,
        item_id=entry.item_id,
        region_code=entry.region_code,
        reason=entry.withheld_reason or "",
        withheld_at=entry.changed_at.isoformat(),
    )
    return KNOWLEDGE.event(message, version=entry.version)


def answer_restored(entry: Entry) -> Event:
    """Announce that an answer may be cited again."""
    message = AnswerRestored(
        entry_id=entry.entry_id,
        item_id=entry.item_id,
        region_code=entry.region_code,
        restored_at=entry.changed_at.isoformat(),
    )
    return KNOWLEDGE.event(message, version=entry.version)
