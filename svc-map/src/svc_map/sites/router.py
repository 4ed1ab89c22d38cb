"""HTTP in front of sites: anybody reads, operators of the region edit."""

from typing import Annotated

from fastapi import Depends, Query

from servicekit.audit import Audit
from servicekit.auth import Access, Needs, Public, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import StaleVersion, VersionRequired, problems
from servicekit.routing import IfMatch, Router
from servicekit.schemas import Page
from servicekit.scope import RegionCode
from svc_map.sites.errors import NoSuchSite
from svc_map.sites.schemas import Crs, SiteEdit, SiteOut
from svc_map.sites.service import SiteService

router = Router(tags=["sites"])
ANYBODY = [Public("where a government serves is for everybody to know")]


def site_service(session: Session, now: Now) -> SiteService:
    """Build the use cases for one request."""
    return SiteService(session, now)


Sites = Annotated[SiteService, Depends(site_service)]
InCrs = Annotated[Crs, Query(description="the caller's coordinate system")]


@router.get("/sites", dependencies=ANYBODY)
async def list_sites(
    sites: Sites, region: Annotated[RegionCode, Query()] = "331000", crs: InCrs = "cgcs2000"
) -> Page[SiteOut]:
    """Return the sites of a region: open now or why not, and how long one waits."""
    return Page(items=await sites.list([region], crs))


@router.get("/sites/{site_id}", dependencies=ANYBODY, responses=problems(NoSuchSite))
async def show_site(site_id: str, sites: Sites, crs: InCrs = "cgcs2000") -> SiteOut:
    """Return one site."""
    return await sites.find(site_id, crs)


@router.get("/operator/sites")
async def list_operator_sites(
    sites: Sites, access: Annotated[Access, Needs("site:read", Scope.REGION)]
) -> Page[SiteOut]:
    """Return the sites of the caller's regions."""
    return Page(items=await sites.list(access.regions, "cgcs2000"))


@router.patch("/operator/sites/{site_id}", responses=problems(NoSuchSite, StaleVersion, VersionRequired))
async def edit_site(
    site_id: str,
    body: SiteEdit,
    sites: Sites,
    session: Session,
    now: Now,
    access: Annotated[Access, Needs("site:edit", Scope.REGION)],
    if_match: IfMatch = None,
) -> SiteOut:
    """Change telephone, address, hours, windows or state of a site."""
    site = await sites.edit(site_id, access.regions, body, if_match)
    await Audit(session, access, now).record("site.edit", site.site_id, region=site.region_code)
    return await sites.find(site.site_id, "cgcs2000")
