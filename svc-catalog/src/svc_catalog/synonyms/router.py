"""HTTP in front of synonyms: operators keep them for their regions."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import StaleVersion, VersionRequired, problems
from servicekit.routing import IfMatch, Router, etag
from servicekit.schemas import After, Limit, Page
from svc_catalog.synonyms.errors import NoSuchSynonym, SaysNothing, SynonymExists, SynonymOutOfReach
from svc_catalog.synonyms.schemas import SynonymIn, SynonymOut
from svc_catalog.synonyms.service import SynonymService

router = Router(tags=["synonyms"])
MayRead = Annotated[Access, Needs("synonym:read", Scope.REGION)]
MayEdit = Annotated[Access, Needs("synonym:edit", Scope.REGION)]
WRITING = (SynonymOutOfReach, SynonymExists, SaysNothing)
CHANGING = (NoSuchSynonym, StaleVersion, VersionRequired)
Part = Annotated[str | None, Query(max_length=20, pattern=r"^[^\x00]*$", description="a part of the word")]


def synonym_service(session: Session, now: Now) -> SynonymService:
    """Build the use cases for one request."""
    return SynonymService(session, now)


Synonyms = Annotated[SynonymService, Depends(synonym_service)]


@router.get("/synonyms")
async def list_synonyms(
    synonyms: Synonyms, access: MayRead, q: Part = None, limit: Limit = 50, after: After = None
) -> Page[SynonymOut]:
    """Return the synonyms of the caller's regions by word."""
    return await synonyms.page(access.regions, q, after, limit)


@router.post("/synonyms", status_code=201, responses=problems(*WRITING))
async def add_synonym(
    body: SynonymIn, synonyms: Synonyms, access: MayEdit, audit: Audited, response: Response
) -> SynonymOut:
    """Add a synonym; it holds from the next search on."""
    synonym = await synonyms.add(body, access.regions)
    await audit.record("synonym.add", str(synonym.synonym_id), region=body.region_code)
    response.headers["etag"] = etag(synonym.version)
    return SynonymOut.model_validate(synonym)


@router.put("/synonyms/{synonym_id}", responses=problems(*CHANGING, *WRITING))
async def change_synonym(
    synonym_id: UUID,
    body: SynonymIn,
    synonyms: Synonyms,
    access: MayEdit,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> SynonymOut:
    """Change a synonym; it holds from the next search on."""
    synonym = await synonyms.change(synonym_id, body, access.regions, if_match)
    await audit.record("synonym.change", str(synonym_id), region=body.region_code)
    response.headers["etag"] = etag(synonym.version)
    return SynonymOut.model_validate(synonym)


@router.delete("/synonyms/{synonym_id}", status_code=204, responses=problems(*CHANGING))
async def remove_synonym(
    synonym_id: UUID,
    synonyms: Synonyms,
    access: MayEdit,
    audit: Audited,
    if_match: IfMatch = None,
) -> None:
    """Remove a synonym; it ends with the next search."""
    synonym = await synonyms.remove(synonym_id, access.regions, if_match)
    await audit.record("synonym.remove", str(synonym_id), region=synonym.region_code)
