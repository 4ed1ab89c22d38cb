"""HTTP in front of sites: anybody reads, operators of the list change."""

from typing import Annotated

from fastapi import Depends, Path, Query, Response

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Public, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.positions import Crs
from servicekit.problems import StaleVersion, VersionRequired, problems
from servicekit.routing import IfMatch, Router, etag
from servicekit.schemas import After, InCrs, Limit, Page
from servicekit.scope import RegionCode
from svc_map.sites.errors import NoSuchSite
from svc_map.sites.schemas import OperatorSiteOut, SiteDetailOut, SiteEdit, SiteOut
from svc_map.sites.service import SiteService
from svc_map.sites.types import SiteState

router = Router(tags=["sites"])
ANYBODY = [Public("where a government serves people is for everybody to know")]
MayRead = Annotated[Access, Needs("site:read", Scope.REGION)]
MayEdit = Annotated[Access, Needs("site:edit", Scope.REGION)]
SiteId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,80}$", description="such as site-02")]


def site_service(session: Session, now: Now) -> SiteService:
    """Build the use cases for one request."""
    return SiteService(session, now)


Sites = Annotated[SiteService, Depends(site_service)]


@router.get("/sites", dependencies=ANYBODY)
async def list_sites(
    sites: Sites,
    region: Annotated[
        RegionCode | None, Query(description="where they lie, or whose list they offer")
    ] = None,
    crs: InCrs = Crs.CGCS2000,
    limit: Limit = 50,
    after: After = None,
) -> Page[SiteOut]:
    """Return sites with whether they are open now, why not, and how long people wait."""
    return await sites.page(region, crs, after, limit)


@router.get("/sites/{site_id}", dependencies=ANYBODY, responses=problems(NoSuchSite))
async def show_site(
    site_id: SiteId, sites: Sites, response: Response, crs: InCrs = Crs.CGCS2000
) -> SiteDetailOut:
    """Return one site with its hours today and what it offers."""
    found = await sites.detail(site_id, crs)
    response.headers["etag"] = etag(found.version)
    return found


@router.get("/operator/sites")
async def list_operator_sites(
    sites: Sites,
    access: MayRead,
    state: SiteState | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[OperatorSiteOut]:
    """Return the sites that the caller's regions look after."""
    return await sites.page_for_operator(access.regions, state, after, limit)


@router.patch("/operator/sites/{site_id}", responses=problems(NoSuchSite, StaleVersion, VersionRequired))
async def edit_site(
    site_id: SiteId,
    body: SiteEdit,
    sites: Sites,
    access: MayEdit,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> OperatorSiteOut:
    """Change a site; whoever has a copy learns it."""
    site = await sites.edit(site_id, access.regions, body, access.caller.subject, if_match)
    await audit.record("site.edit", site.site_id, region=site.list_region)
    response.headers["etag"] = etag(site.version)
    return (await sites.shown_to_operator([site]))[0]
