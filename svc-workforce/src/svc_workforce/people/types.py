"""How people stand in the directory, whoever tells of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict


class State(StrEnum):
    """Whether somebody belongs to the staff."""

    ACTIVE = "active"
    LEFT = "left"


class Post(TypedDict):
    """One post in one organisation; of several one is the main one."""

    organisation_code: str
    region_code: str
    title: str
    is_main: bool


class Organisation(TypedDict):
    """One organisation; its code is its identity, so that a new name does not make a second one."""

    code: str
    name: str
    region_code: str
    parent_code: str | None


@dataclass(frozen=True)
class Standing:
    """One person as he is or is to be, the name open."""

    code: str
    name: str
    state: State
    posts: Sequence[Post]

    @property
    def region_code(self) -> str:
        """The region of the main post; whoever has no post lies in none."""
        main = next((post for post in self.posts if post["is_main"]), None)
        return (main or self.posts[0])["region_code"] if self.posts else ""

    @property
    def is_active(self) -> bool:
        """Whether the person belongs to the staff."""
        return self.state is State.ACTIVE
