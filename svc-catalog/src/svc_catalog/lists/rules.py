"""What is true of lists whatever the database and the network do."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from servicekit.workdays import SHANGHAI, Calendar
from svc_catalog.conditions.rules import reasons
from svc_catalog.conditions.types import Condition, Reason
from svc_catalog.items.rules import length
from svc_catalog.items.types import Guide
from svc_catalog.lists.types import ITEM_FACTS

#: Working days in which an owner sees to a task.
SEEN_TO_IN = 5
FROM_APPLICANT = "applicant"


def facts_of(directory: dict[str, Any], *, is_kiosk: bool, guide: Guide | None) -> dict[str, Any]:
    """Return the facts of an item; what only a guide tells is unknown without one."""
    facts = directory | {"is_kiosk": is_kiosk, "is_complete": guide is not None}
    if guide is None:
        return facts
    own = [one for one in guide.materials if one.is_required and one.source == FROM_APPLICANT]
    return facts | {
        "is_online": guide.is_online,
        "online_depth": guide.online_depth,
        "scene_count": guide.scene_count,
        "required_level": guide.required_level,
        "promised_hours": length(guide.promised_limit),
        "own_papers": len(own),
        "fees": len(guide.fees),
        "handle_forms": guide.handle_forms,
        "cross_region": guide.cross_region,
        "is_posted": guide.is_posted,
        "is_in_hall": guide.is_in_hall,
    }


def judge(criteria: Iterable[Condition], facts: dict[str, Any]) -> list[Reason]:
    """Return how an item stands against what a list asks."""
    return reasons(criteria, facts, ITEM_FACTS)


def due_at(now: datetime, calendar: Calendar) -> datetime:
    """Return the end of the last day on which a task is seen to in time."""
    last = calendar.add(now.astimezone(SHANGHAI).date(), SEEN_TO_IN).day
    return datetime.combine(last, time(), SHANGHAI) + timedelta(days=1)
