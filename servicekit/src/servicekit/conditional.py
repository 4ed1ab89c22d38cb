"""Reads that cost nothing when the caller has the answer already (RFC 9110, 13)."""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated, TypeAlias

from fastapi import Depends, Header, Response
from pydantic import BaseModel

from servicekit.hot import holds
from servicekit.routing import canonical

LENGTH_OF_TAG = 32


class Reading:
    """One read: what the caller says to have, and what is told of the answer."""

    def __init__(self, response: Response, if_none_match: str | None, if_modified_since: str | None) -> None:
        self._response = response
        self._held = if_none_match
        self._since = if_modified_since

    def is_held(self, tag: str, changed_at: datetime | None = None, *, keep: str = "no-cache") -> bool:
        """Say how new an answer is; return whether the caller holds it, which is then answered 304.

        A tag decides over a date, as RFC 9110 has it. `keep` is the answer's cache-control:
        `no-cache` may be kept and is asked for each time.
        """
        headers = self._response.headers
        headers["etag"], headers["cache-control"] = tag, keep
        if changed_at is not None:
            headers["last-modified"] = format_datetime(changed_at.astimezone(UTC), usegmt=True)
        is_held = holds(self._held, tag) if self._held is not None else self._is_older(changed_at)
        if is_held:
            self._response.status_code = 304
        return is_held

    def _is_older(self, changed_at: datetime | None) -> bool:
        if self._since is None or changed_at is None:
            return False
        try:
            since = parsedate_to_datetime(self._since)
        except ValueError:
            return False  # what is no date is no condition (RFC 9110, 13.1.3)
        since = since if since.tzinfo else since.replace(tzinfo=UTC)
        return changed_at.replace(microsecond=0) <= since


def reading(
    response: Response,
    if_none_match: Annotated[str | None, Header(alias="If-None-Match", max_length=400)] = None,
    if_modified_since: Annotated[str | None, Header(alias="If-Modified-Since", max_length=60)] = None,
) -> Reading:
    """Return what a caller says to have."""
    return Reading(response, if_none_match, if_modified_since)


Read: TypeAlias = Annotated[Reading, Depends(reading)]


def tag_of(*answers: BaseModel) -> str:
    """Return an ETag of what is answered, for answers that are made of many rows."""
    digest = hashlib.sha256()
    for answer in answers:
        digest.update(canonical(answer.model_dump(mode="json")))
    return f'"{digest.hexdigest()[:LENGTH_OF_TAG]}"'
