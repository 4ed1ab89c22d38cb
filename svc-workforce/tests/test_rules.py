"""What counts as a difference, and what looks wrong."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from svc_workforce.people.types import Post, Standing, State
from svc_workforce.syncs.rules import alarm, differences, next_night
from svc_workforce.syncs.types import Directory


def post(organisation: str, *, is_main: bool = True) -> Post:
    return {"organisation_code": organisation, "region_code": "331002", "title": "窗口", "is_main": is_main}


def person(code: str, *organisations: str, state: State = State.ACTIVE, name: str = "林晓") -> Standing:
    posts = [post(one, is_main=place == 0) for place, one in enumerate(organisations)]
    return Standing(code, name, state, posts)


def by_code(people: Iterable[Standing]) -> dict[str, Standing]:
    return {one.code: one for one in people}


CROWD = [person(f"P{number:03}", "GO_big") for number in range(100)]


def told(people: Iterable[Standing], heads: dict[str, int] | None = None, short: str = "") -> Directory:
    given = heads if heads is not None else {"GO_big": 1, "GO_desk": 1}
    return Directory({}, by_code(people), given, frozenset({short} - {""}))


@pytest.mark.parametrize(
    ("before", "after", "action"),
    [
        (None, person("A", "GO_1"), "joined"),
        (person("A", "GO_1"), None, "left"),
        (person("A", "GO_1"), person("A", "GO_1"), None),
        (person("A", "GO_1"), person("A", "GO_2"), "moved"),
        (person("A", "GO_1"), person("A", "GO_1", "GO_2"), "moved"),
        (person("A", "GO_1"), person("A", "GO_1", name="林小"), "renamed"),
        (person("A", "GO_1", state=State.LEFT), person("A", "GO_1"), "rehired"),
        (person("A", "GO_1", state=State.LEFT), None, None),
    ],
)
def test_a_person_is_known_by_code(
    before: Standing | None, after: Standing | None, action: str | None
) -> None:
    found = list(differences(by_code([before] if before else []), by_code([after] if after else [])))

    assert [one.action for one in found] == ([action] if action else [])


@pytest.mark.parametrize(("leavers", "reason"), [(0, None), (5, None), (6, "too_many_leavers")])
def test_up_to_five_per_cent_may_leave_at_once(leavers: int, reason: str | None) -> None:
    found = alarm(by_code(CROWD), told(CROWD[leavers:]), leavers, 0.05)

    assert (found.reason if found else None) == reason


DESK = person("D", "GO_desk")


@pytest.mark.parametrize(
    ("now", "suspects"),
    [
        (told([*CROWD, DESK]), None),
        # The platform says of the desk's only holder that he has left.
        (told(CROWD, {"GO_big": 100, "GO_desk": 1}), None),
        # It says nothing of the desk.
        (told(CROWD, {"GO_big": 100, "GO_desk": 0}), ["GO_desk"]),
        (told(CROWD, {"GO_big": 100}), ["GO_desk"]),
        # Its holder has moved on.
        (told([*CROWD, person("D", "GO_big")], {"GO_big": 101, "GO_desk": 0}), None),
        # Another office says that he is there.
        (told([*CROWD, DESK], {"GO_big": 100, "GO_desk": 0}), ["GO_desk"]),
        (told([*CROWD, DESK], {"GO_big": 100, "GO_desk": 1}, short="GO_big"), ["GO_big"]),
    ],
)
def test_an_office_that_ought_to_speak_of_people_and_does_not_looks_wrong(
    now: Directory, suspects: list[str] | None
) -> None:
    found = alarm(by_code([*CROWD, DESK]), now, 0, 0.05)

    assert (found.organisations if found else None) == suspects


def test_a_directory_without_anybody_looks_wrong_from_the_first_day_on() -> None:
    found = alarm({}, told([]), 0, 0.05)

    assert found is not None
    assert found.reason == "empty_directory"


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2026-05-01T17:59", "2026-05-01T18:00"),
        ("2026-05-01T18:00", "2026-05-02T18:00"),
        ("2026-05-02T04:00", "2026-05-02T18:00"),
    ],
)
def test_the_night_is_that_of_shanghai(now: str, night: str) -> None:
    assert next_night(datetime.fromisoformat(f"{now}Z")) == datetime.fromisoformat(f"{night}Z").astimezone(
        UTC
    )
