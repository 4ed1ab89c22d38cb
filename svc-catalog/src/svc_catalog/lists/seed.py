"""The ten lists of the city, each with the items that fit it on the first day."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib import resources

import orjson

from servicekit.ids import uuid7
from svc_catalog.conditions.rules import together
from svc_catalog.conditions.types import Verdict
from svc_catalog.items.models import Item
from svc_catalog.lists.models import CuratedList
from svc_catalog.lists.models import ListEntry as Entry
from svc_catalog.lists.service import criteria_of, judge

FIRST = "首批"


def list_rows(region_code: str, now: datetime) -> list[CuratedList]:
    """Return the lists as they are made for a city."""
    found = orjson.loads((resources.files("svc_catalog.data") / "lists.json").read_bytes())
    return [
        CuratedList(**one, list_id=uuid7(), region_code=region_code, round_title=FIRST, published_at=now)
        for one in found
    ]


def list_entry_rows(lists: Iterable[CuratedList], items: Iterable[Item], now: datetime) -> Iterator[Entry]:
    """Yield what stands on lists: items, with their directory entries, that fit what a list asks."""
    items = list(items)
    for one in lists:
        criteria = criteria_of(one)
        for item in items:
            if together(judge(criteria, item)) is Verdict.MET:
                yield Entry(
                    list_id=one.list_id,
                    item_id=item.item_id,
                    directory_code=item.directory_code,
                    region_code=item.region_code,
                    reason="符合清单标准",
                    since=now,
                )
