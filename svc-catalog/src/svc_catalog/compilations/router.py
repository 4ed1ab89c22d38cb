"""HTTP in front of compilations: anybody reads, operators collect, a second person publishes."""

from typing import Annotated

from fastapi import Depends, Path, Query, Response

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Public, Scope
from servicekit.clock import Now
from servicekit.conditional import Read, tag_of
from servicekit.db import Session
from servicekit.problems import StaleVersion, VersionRequired, problems
from servicekit.publication.errors import SecondPersonNeeded
from servicekit.routing import IfMatch, Router, etag
from servicekit.scope import RegionCode
from svc_catalog.compilations.errors import (
    AlreadyPublished,
    CompilationExists,
    NoSuchCompilation,
    NothingToCompile,
)
from svc_catalog.compilations.models import Compilation
from svc_catalog.compilations.schemas import CompilationIn, CompilationOut, FullCompilationOut
from svc_catalog.compilations.service import CompilationService, compilation_out
from svc_catalog.regions.errors import RegionNotYours

router = Router(tags=["compilations"])
ANYBODY = [Public("policies are made to be known")]
Year = Annotated[int, Path(ge=2000, le=2999)]
Quarter = Annotated[int, Path(ge=1, le=4)]
ISSUE = "/compilations/{region}/{year}/{quarter}"
MayRead = Annotated[Access, Needs("policy:read", Scope.REGION)]
MayEdit = Annotated[Access, Needs("policy:edit", Scope.REGION)]
MayPublish = Annotated[Access, Needs("policy:publish", Scope.REGION)]


def compilation_service(session: Session, now: Now) -> CompilationService:
    """Build the use cases for one request."""
    return CompilationService(session, now)


Compilations = Annotated[CompilationService, Depends(compilation_service)]


@router.get("/compilations", dependencies=ANYBODY)
async def list_compilations(
    region: Annotated[RegionCode, Query(description="where somebody is")],
    compilations: Compilations,
    read: Read,
) -> list[CompilationOut] | None:
    """Return the issues for somebody in a region, the newest first."""
    found = await compilations.published(region)
    return None if read.is_held(tag_of(*found)) else found


@router.get(ISSUE, dependencies=ANYBODY, responses=problems(NoSuchCompilation))
async def show_compilation(
    region: RegionCode, year: Year, quarter: Quarter, compilations: Compilations, read: Read
) -> FullCompilationOut | None:
    """Return a published issue with its policies as they were then."""
    found = await compilations.read(region, year, quarter, None)
    return None if read.is_held(tag_of(found)) else found


@router.get("/operator/compilations")
async def list_operator_compilations(compilations: Compilations, access: MayRead) -> list[CompilationOut]:
    """Return the issues of the caller's regions, the newest first."""
    return await compilations.for_operator(access.regions)


@router.get(f"/operator{ISSUE}", responses=problems(NoSuchCompilation))
async def show_operator_compilation(
    region: RegionCode, year: Year, quarter: Quarter, compilations: Compilations, access: MayRead
) -> FullCompilationOut:
    """Return an issue of the caller's regions, published or not."""
    return await compilations.read(region, year, quarter, access.regions)


def answered(one: Compilation, response: Response) -> CompilationOut:
    """Return an issue with its version."""
    response.headers["etag"] = etag(one.version)
    return compilation_out(one)


@router.put(f"/operator{ISSUE}", responses=problems(RegionNotYours, CompilationExists, NothingToCompile))
async def collect_policies(
    region: RegionCode,
    year: Year,
    quarter: Quarter,
    body: CompilationIn,
    compilations: Compilations,
    access: MayEdit,
    audit: Audited,
    response: Response,
) -> CompilationOut:
    """Make the issue of a quarter of what was published in it, or make it again."""
    one = await compilations.collect(region, year, quarter, body, access.caller.subject, access.regions)
    await audit.record("compilation.collect", f"{region}/{year}/{quarter}", region=region)
    return answered(one, response)


@router.post(
    f"/operator{ISSUE}/publish",
    responses=problems(
        NoSuchCompilation, AlreadyPublished, SecondPersonNeeded, StaleVersion, VersionRequired
    ),
)
async def publish_compilation(
    region: RegionCode,
    year: Year,
    quarter: Quarter,
    compilations: Compilations,
    access: MayPublish,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> CompilationOut:
    """Publish an issue that somebody else collected."""
    one = await compilations.publish(region, year, quarter, access.caller.subject, access.regions, if_match)
    await audit.record("compilation.publish", f"{region}/{year}/{quarter}", region=region)
    return answered(one, response)
