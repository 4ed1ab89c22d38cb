"""HTTP in front of code tables."""

from typing import Annotated

from fastapi import Path

from servicekit.auth import Public
from servicekit.conditional import Read, tag_of
from servicekit.problems import problems
from servicekit.routing import Router
from svc_catalog.codes.errors import NoSuchTable
from svc_catalog.codes.schemas import TableLineOut, TableOut
from svc_catalog.codes.service import table, tables

router = Router(tags=["codes"])
ANYBODY = [Public("code tables are public")]
#: They change with the service, not while it runs.
KEEP = "public, max-age=3600"


@router.get("/codes", dependencies=ANYBODY)
async def list_tables(read: Read) -> list[TableLineOut] | None:
    """Return the names of all code tables, their versions and sources."""
    found = [TableLineOut(**one.model_dump(exclude={"codes"})) for one in tables().values()]
    return None if read.is_held(tag_of(*found), keep=KEEP) else found


@router.get("/codes/{name}", dependencies=ANYBODY, responses=problems(NoSuchTable))
async def show_table(
    name: Annotated[str, Path(pattern=r"^[a-z_]{1,40}$", description="such as person_theme")], read: Read
) -> TableOut | None:
    """Return one code table with all its codes."""
    found = table(name)
    return None if read.is_held(tag_of(found), keep=KEEP) else found
