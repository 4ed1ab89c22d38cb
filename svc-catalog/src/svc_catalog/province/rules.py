"""Which elements are the province's."""

from collections.abc import Mapping
from typing import Any

#: Elements of a guide that only the province gives: 依据 is one of the six base elements of a 基本目录
#: (domain.md §2.4; the others stand in the directory, which nobody edits here), 权力来源 goes with it.
OWNED = ("legal_basis", "power_source")


def owned(guide: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what the province alone gives of a guide."""
    return {name: guide[name] for name in OWNED if name in guide} if guide else {}


def trespasses(content: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    """Return the elements in which a content differs from what the province alone gives."""
    return [name for name, value in given.items() if content.get(name) != value]
