"""Who has an answer already is told so, and nothing else."""

from datetime import UTC, datetime

import pytest
from fastapi import Response
from pydantic import BaseModel

from servicekit.conditional import Reading, tag_of

CHANGED = datetime(2026, 4, 30, 1, 2, 3, 456, tzinfo=UTC)


class Thing(BaseModel):
    name: str


@pytest.mark.parametrize(
    ("held", "since", "is_held"),
    [
        (None, None, False),
        ('"7"', None, True),
        ('W/"6", W/"7"', None, True),
        ("*", None, True),
        ('"6"', None, False),
        (None, "Thu, 30 Apr 2026 01:02:03 GMT", True),
        (None, "Thu, 30 Apr 2026 01:02:02 GMT", False),
        (None, "yesterday", False),
        # A tag decides over a date: two changes may lie in one second.
        ('"6"', "Fri, 01 May 2026 00:00:00 GMT", False),
    ],
)
def test_a_tag_or_a_date_tells_what_the_caller_holds(
    held: str | None, since: str | None, is_held: bool
) -> None:
    response = Response()

    assert Reading(response, held, since).is_held('"7"', CHANGED) is is_held
    assert response.status_code == (304 if is_held else 200)
    assert response.headers["etag"] == '"7"'
    assert response.headers["last-modified"] == "Thu, 30 Apr 2026 01:02:03 GMT"
    assert response.headers["cache-control"] == "no-cache"


def test_a_date_without_a_moment_of_change_says_nothing() -> None:
    assert not Reading(Response(), None, "Fri, 01 May 2026 00:00:00 GMT").is_held('"7"')


def test_a_tag_follows_what_is_answered() -> None:
    assert tag_of(Thing(name="a")) == tag_of(Thing(name="a")) != tag_of(Thing(name="b"))
    assert tag_of(Thing(name="a"), Thing(name="b")) != tag_of(Thing(name="b"), Thing(name="a"))
