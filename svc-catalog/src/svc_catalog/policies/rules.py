"""What is true of policies whatever the database and the network do."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from servicekit.publication.errors import NothingToPublish, SecondPersonNeeded
from svc_catalog.conditions.rules import reasons
from svc_catalog.conditions.types import Reason, Verdict
from svc_catalog.policies.types import ENTERPRISE_FACTS, Content

#: What is met stands before what might be.
ORDER = {Verdict.MET: 0, Verdict.UNKNOWN: 1, Verdict.NOT_MET: 2}


def judge(content: Content, profile: Mapping[str, Any]) -> list[Reason]:
    """Return how an enterprise stands against each condition of a policy."""
    return reasons(content.conditions, profile, ENTERPRISE_FACTS)


def is_valid(content: Content, today: date) -> bool:
    """Tell whether a policy holds on a day."""
    return content.valid_from <= today and (content.valid_until is None or today <= content.valid_until)


def check_publisher(draft: object, author: str, publisher: str) -> None:
    """Refuse a publication without a draft, or by who wrote it.

    Raises:
        NothingToPublish, SecondPersonNeeded: as said.

    """
    if draft is None:
        raise NothingToPublish
    if author == publisher:
        raise SecondPersonNeeded
