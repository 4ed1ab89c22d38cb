"""The JSON of the feed."""

from datetime import datetime

from pydantic import ConfigDict

from servicekit.schemas import Out


class ChangeOut(Out):
    """The last change of an item; of several only the last is told."""

    item_id: str
    version: int
    directory_code: str
    region_code: str
    #: published, suspended, withdrawn, removed
    state: str
    #: A tombstone: forget your copy. Else read the item.
    is_gone: bool
    changed_at: datetime


class ChangesOut(Out):
    """What has changed since a cursor."""

    items: list[ChangeOut]
    #: Pass it as `since` next time, tomorrow or in a year; it stays good.
    next: str
    #: Whether there is more to read at once.
    has_more: bool

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "items": [
                        {
                            "item_id": "331002-gjj-29",
                            "version": 3,
                            "directory_code": "gjj-29",
                            "region_code": "331002",
                            "state": "withdrawn",
                            "is_gone": True,
                            "changed_at": "2026-04-30T01:00:00Z",
                        }
                    ],
                    "next": "WzQyXQ",
                    "has_more": False,
                }
            ]
        },
    )
