"""What has changed between the directory as we know it and as the platform tells it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from svc_workforce.people.types import Directory, Employee


@dataclass(frozen=True)
class Known:
    """A person as we know him."""

    code: str
    name: str
    state: str
    region_code: str
    posts: list[dict[str, Any]]


@dataclass(frozen=True)
class Difference:
    """What is different about one person."""

    action: str
    code: str
    name: str
    region_code: str
    before: list[dict[str, Any]]
    after: list[dict[str, Any]]


def differences(known: Mapping[str, Known], now: Mapping[str, Employee]) -> Iterator[Difference]:
    """Yield what is different, one row a person; a person is known by code, never by name."""
    for code, employee in sorted(now.items()):
        before = known.get(code)
        if before is None:
            yield Difference("joined", code, employee.name, employee.region_code, [], employee.posts)
        elif before.state == "left":
            yield Difference(
                "rehired", code, employee.name, employee.region_code, before.posts, employee.posts
            )
        elif before.posts != employee.posts:
            yield Difference("moved", code, employee.name, employee.region_code, before.posts, employee.posts)
        elif before.name != employee.name:
            yield Difference(
                "renamed", code, employee.name, employee.region_code, before.posts, employee.posts
            )
    for code, person in sorted(known.items()):
        if person.state == "active" and code not in now:
            yield Difference("left", code, person.name, person.region_code, person.posts, [])


def alarm(known: Mapping[str, Known], directory: Directory, leavers: int, most: float) -> str:
    """Return why a comparison looks wrong, or nothing: an empty page must never empty an office."""
    active = [person for person in known.values() if person.state == "active"]
    if not active:
        return ""
    peopled = {post["organisation_code"] for person in active for post in person.posts}
    if any(not directory.heads.get(code) for code in peopled):
        gone = {code for code in peopled if not directory.heads.get(code)}
        in_them = [person for person in active if {post["organisation_code"] for post in person.posts} & gone]
        # One desk whose only holder left is no empty page.
        if len(in_them) > 1:
            return "empty_organisation"
    return "too_many_leavers" if leavers > most * len(active) else ""
