"""What differs between what we say of items and what a neighbour says."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from svc_catalog.drift.types import Difference, Held, Neighbour, Ours

#: What changed so recently is still on its way to the others.
ON_THE_WAY = timedelta(minutes=10)
#: County, the level at which an item has an owner: its code begins every id of an item.
COUNTY = 6


def differences(
    neighbour: Neighbour, ours: Mapping[str, Ours], held: Mapping[str, Held], now: datetime
) -> dict[str, list[dict[str, Any]]]:
    """Return by item in what a neighbour differs from us, with both sides; what is on its way is left out."""
    found = {
        item_id: between(neighbour, item, held.get(item_id))
        for item_id, item in ours.items()
        if item.changed_at <= now - ON_THE_WAY
    }
    found |= {
        item_id: [difference(Difference.UNKNOWN, None, one.version)]
        for item_id, one in held.items()
        if item_id not in ours
    }
    return {item_id: parts for item_id, parts in found.items() if parts}


def between(neighbour: Neighbour, ours: Ours, held: Held | None) -> list[dict[str, Any]]:
    """Return in what a neighbour differs from us about one item."""
    if neighbour is Neighbour.GUIDES:
        # Not every item has one; that of an item which nobody offers leads people on.
        return [] if held is None or ours.is_offered else [difference(Difference.OFFERED, False, True)]
    if held is None:
        return [difference(Difference.MISSING, ours.version, None)]
    found = []
    # A neighbour is never ahead: a newer version has been announced since we looked.
    if held.version < ours.version:
        found.append(difference(Difference.VERSION, ours.version, held.version))
    if held.name != ours.name and held.version <= ours.version:
        found.append(difference(Difference.NAME, ours.name, held.name))
    wanted = ours.is_offered and (ours.is_kiosk or neighbour is not Neighbour.KIOSK)
    if held.is_offered != wanted and held.version <= ours.version:
        kind = Difference.OFFERED if held.is_offered else Difference.WITHHELD
        found.append(difference(kind, wanted, held.is_offered))
    return found


def difference(kind: Difference, ours: Any, theirs: Any) -> dict[str, Any]:
    """Return a difference as it is kept."""
    return {"kind": kind.value, "ours": ours, "theirs": theirs}
