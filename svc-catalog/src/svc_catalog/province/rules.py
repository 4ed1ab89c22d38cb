"""Which elements are the province's."""

from collections.abc import Mapping
from typing import Any

from svc_catalog.items.types import Guide

#: Elements of a guide that only the province gives: 依据 is one of the six base elements of a 基本目录
#: (domain.md §2.4; the others stand in the directory, which nobody edits here), 权力来源 goes with it.
OWNED = ("legal_basis", "power_source")

#: Stands for what the province leaves to the lists.
NEUTRAL: dict[str, Any] = {
    "promised_limit": {"amount": 0, "unit": "WORKDAY"}, "steps": [], "materials": [], "fees": [], "faq": [],
    "handle_forms": [], "is_online": False, "online_depth": 1, "required_level": 1, "scene_count": 0,
}  # fmt: skip


def as_guide(given: Mapping[str, Any]) -> Guide:
    """Return a guide that says what the province gives, and nothing else.

    Raises:
        ValidationError: what is given has not the form of a guide.

    """
    unsaid = {name: "" for name, field in Guide.model_fields.items() if field.annotation is str}
    return Guide.model_validate(unsaid | NEUTRAL | dict(given))


def owned(guide: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what the province alone gives of a guide."""
    return {name: guide[name] for name in OWNED if name in guide} if guide else {}


def trespasses(content: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    """Return the elements in which a content differs from what the province alone gives."""
    return [name for name, value in given.items() if content.get(name) != value]
