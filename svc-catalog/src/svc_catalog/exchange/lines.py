"""Items as lines of JSON: `{"item_id": …, "guide": {…}}`, for programs and for very many."""

from collections.abc import AsyncIterable, AsyncIterator
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from svc_catalog.exchange.types import Entry, Fault
from svc_catalog.items.models import Item
from svc_catalog.items.types import Guide

FILE = "JSON"
LONGEST_LINE = 262_144  # bytes; the longest guide has a tenth of it


class Line(BaseModel):
    """One line of a file."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    item_id: str = Field(pattern=r"^[\w-]{1,80}$")
    guide: Guide


def line_of(item: Item) -> bytes:
    """Return an item as a line."""
    return orjson.dumps({"item_id": item.item_id, "guide": item.guide}, option=orjson.OPT_APPEND_NEWLINE)


async def entries_of(chunks: AsyncIterable[bytes]) -> AsyncIterator[Entry]:
    """Yield what each line says, holding no more than one line."""
    number, rest = 0, b""
    async for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            number += 1
            if line.strip():
                yield entry_of(number, line)
        if len(rest) > LONGEST_LINE:
            break
    if rest.strip():
        yield entry_of(number + 1, rest)


def entry_of(number: int, line: bytes) -> Entry:
    """Return what one line says; what is wrong with it is told by JSON pointer."""

    def faulty(item_id: str, faults: list[tuple[str, str]]) -> Entry:
        return Entry(item_id, number, faults=[Fault(FILE, number, at, zh) for at, zh in faults])

    if len(line) > LONGEST_LINE:
        return faulty("", [("", f"一行不得超过 {LONGEST_LINE} 字节")])
    try:
        found: Any = orjson.loads(line)
        read = Line.model_validate(found)
    except orjson.JSONDecodeError:
        return faulty("", [("", "这一行不是 JSON")])
    except ValidationError as error:
        item_id = found.get("item_id") if isinstance(found, dict) else None
        errors = error.errors(include_url=False, include_input=False)
        return faulty(
            item_id[:80] if isinstance(item_id, str) else "",
            [("/" + "/".join(str(part) for part in one["loc"]), "取值不符合要求") for one in errors],
        )
    return Entry(read.item_id, number, guide=read.guide.model_dump(mode="json"))
