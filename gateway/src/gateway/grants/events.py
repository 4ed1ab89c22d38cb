"""How grants look to other services."""

from collections.abc import Sequence

from gateway.grants.models import Grant, Holder
from sanzhi_proto.gateway.v1 import gateway_pb2
from servicekit.events import Event, Topic

GRANTS = Topic(
    "gateway.grant", key="principal_key", facts=(gateway_pb2.GrantChanged,), kind="state", partitions=2
)


def grants_changed(holder: Holder, standing: Sequence[Grant]) -> Event:
    """Announce all grants that a principal now holds."""
    message = gateway_pb2.GrantChanged(
        principal_key=holder.key,
        version=holder.version,
        grants=[
            gateway_pb2.Grant(role=grant.role, application=grant.application, region_code=grant.region_code)
            for grant in standing
        ],
        changed_at=holder.changed_at.isoformat(),
    )
    return GRANTS.event(message, version=holder.version)
