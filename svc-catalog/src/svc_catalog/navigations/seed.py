"""Life events, business events and groups of people."""

from collections.abc import Iterator
from datetime import datetime
from importlib import resources

import orjson

from svc_catalog.navigations.models import Entry


def entry_rows(now: datetime) -> Iterator[Entry]:
    """Yield the entries of the navigations that are kept by hand."""
    found = orjson.loads((resources.files("svc_catalog.data") / "navigations.json").read_bytes())
    for kind, entries in found.items():
        for position, entry in enumerate(entries):
            yield Entry(kind=kind, position=position, changed_at=now, **entry)
