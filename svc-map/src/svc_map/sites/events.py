"""How a site looks to other services: its full public state."""

from collections.abc import Sequence

from sanzhi_proto.map.v1.map_pb2 import SiteChanged
from servicekit.events import Event, Topic
from servicekit.positions import Crs
from svc_map.sites.models import Site

SITES = Topic("map.site", key="site_id", facts=(SiteChanged,), kind="state", partitions=2)


def site_changed(site: Site, item_ids: Sequence[str]) -> Event:
    """Announce a site as it now is, with what it offers."""
    message = SiteChanged(
        site_id=site.site_id,
        version=site.version,
        name=site.name,
        kind=site.kind,
        region_code=site.region_code,
        address=site.address,
        longitude=site.longitude,
        latitude=site.latitude,
        crs=Crs.CGCS2000,
        is_indicative=site.is_indicative,
        state=site.state,
        item_ids=item_ids,
    )
    return SITES.event(message, version=site.version)
