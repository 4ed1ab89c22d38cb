"""HTTP in front of the directory: anybody reads it, the province writes it."""

from typing import Annotated

from fastapi import Depends, Query

from servicekit.auth import Public
from servicekit.conditional import Read, tag_of
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page
from svc_catalog.directory.schemas import EntryOut
from svc_catalog.directory.service import DirectoryService
from svc_catalog.items.errors import NoSuchItem
from svc_catalog.items.router import DirectoryCode, MainItem, Part
from svc_catalog.items.types import Wishes

router = Router(tags=["directory"])
ANYBODY = [Public("what a government may offer at all is for everybody to know")]


def directory_service(session: Session) -> DirectoryService:
    """Build the use cases for one request."""
    return DirectoryService(session)


Directory = Annotated[DirectoryService, Depends(directory_service)]


@router.get("/directory", dependencies=ANYBODY)
async def list_directory(
    directory: Directory,
    read: Read,
    main_item: MainItem = None,
    department: Annotated[str | None, Query(pattern=r"^[\w-]{1,20}$")] = None,
    q: Part = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[EntryOut] | None:
    """Return the entries of the directory (基本目录), of one main item if that is wanted."""
    wishes = Wishes(main_item=main_item, department=department, q=q)
    found = await directory.page(wishes, after, limit)
    return None if read.is_held(tag_of(found)) else found


@router.get("/directory/{directory_code}", dependencies=ANYBODY, responses=problems(NoSuchItem))
async def show_entry(directory_code: DirectoryCode, directory: Directory, read: Read) -> EntryOut | None:
    """Return one entry of the directory."""
    found = await directory.entry(directory_code)
    return None if read.is_held(tag_of(found)) else found
