"""The code tables that go out with this service."""

from functools import cache
from importlib import resources

import orjson

from svc_catalog.codes.errors import NoSuchTable
from svc_catalog.codes.schemas import TableOut


@cache
def tables() -> dict[str, TableOut]:
    """Return every code table by its name."""
    found = orjson.loads((resources.files("svc_catalog.data") / "codes.json").read_bytes())
    return {name: TableOut(table=name, **table) for name, table in found.items()}


def table(name: str) -> TableOut:
    """Return one code table.

    Raises:
        NoSuchTable: there is none of this name.

    """
    if name not in tables():
        raise NoSuchTable
    return tables()[name]
