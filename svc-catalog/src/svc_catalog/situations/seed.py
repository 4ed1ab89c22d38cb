"""Situations of the items whose guides are complete."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib import resources

import orjson

from svc_catalog.items.models import Item
from svc_catalog.situations.models import SituationSet
from svc_catalog.situations.types import Situations


def situation_rows(items: Iterable[Item], now: datetime) -> Iterator[SituationSet]:
    """Yield the situations of items; what only one county asks for, it asks in all of them."""
    found = orjson.loads((resources.files("svc_catalog.data") / "situations.json").read_bytes())
    for item in items:
        if item.guide is None or item.directory_code not in found:
            continue
        wish = Situations.model_validate(found[item.directory_code])
        named = {code for situation in wish.situations for code in situation.materials}
        local = [one["code"] for one in item.guide["materials"] if one["code"] not in named]
        yield SituationSet(
            item_id=item.item_id,
            region_code=item.region_code,
            questions=[question.model_dump() for question in wish.questions],
            situations=[
                situation.model_dump() | {"materials": [*situation.materials, *local]}
                for situation in wish.situations
            ],
            changed_at=now,
        )
