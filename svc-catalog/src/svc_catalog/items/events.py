"""How an item looks to other services: its full public state."""

from collections.abc import Sequence

from sanzhi_proto.catalog.v1.catalog_pb2 import Answer, Fee, ItemChanged, Material, TimeLimit
from servicekit.events import Event, Topic
from svc_catalog.items.models import Item
from svc_catalog.items.types import Guide

ITEMS = Topic("catalog.item", key="item_id", facts=(ItemChanged,), kind="state", partitions=4)


def item_changed(item: Item, changed: Sequence[str] = ()) -> Event:
    """Announce an item as it now is; `changed` says what, empty when told again."""
    entry, guide = item.entry, Guide.model_validate(item.guide) if item.guide else None
    message = ItemChanged(
        item_id=item.item_id,
        version=item.version,
        state=item.state,
        directory_code=item.directory_code,
        name=entry.name,
        plain_names=entry.plain_names,
        region_code=item.region_code,
        department_code=entry.department_code,
        department_name=item.department_name,
        item_type=entry.item_type,
        case_type=entry.case_type,
        audiences=entry.audiences,
        is_kiosk=item.is_kiosk,
        is_complete=item.is_complete,
        required_level=guide.required_level if guide else 2,
        changed=changed,
    )
    if entry.legal_limit:
        message.legal_limit.CopyFrom(TimeLimit(**entry.legal_limit))
    if guide:
        _describe(message, guide)
    return ITEMS.event(message, version=item.version)


def _describe(message: ItemChanged, guide: Guide) -> None:
    """Add what the guide tells."""
    message.is_online = guide.is_online
    message.promised_limit.CopyFrom(TimeLimit(**guide.promised_limit.model_dump()))
    message.materials.extend(
        Material(code=one.code, name=one.name, is_required=one.is_required, source=one.source)
        for one in guide.materials
    )
    message.fees.extend(Fee(name=fee.name, standard=fee.standard) for fee in guide.fees)
    message.faq.extend(Answer(question=one.question, answer=one.answer) for one in guide.faq)
    message.steps.extend(guide.steps)
    message.accept_condition = guide.accept_condition
    message.place, message.hours = guide.place, guide.hours
    message.consult_phone, message.result_name = guide.consult_phone, guide.result_name
