"""People and organisations as the platform tells them."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Employee:
    """One person in the directory."""

    code: str
    name: str
    posts: list[dict[str, Any]]

    @property
    def region_code(self) -> str:
        """The region of the main post."""
        main = next((post for post in self.posts if post["is_main"]), self.posts[0] if self.posts else None)
        return str(main["region_code"]) if main else ""


@dataclass
class Directory:
    """The whole directory at one moment."""

    organisations: dict[str, dict[str, Any]] = field(default_factory=dict)
    employees: dict[str, Employee] = field(default_factory=dict)
    #: How many people each organisation has.
    heads: dict[str, int] = field(default_factory=dict)
