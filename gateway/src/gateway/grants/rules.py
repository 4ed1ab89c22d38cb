"""Who may grant what to whom: pure decisions."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Protocol

from gateway.grants.errors import NotBelowYou
from gateway.grants.roles import Role, role_of
from servicekit.scope import covers, prefix

EDIT = "grant:edit"


class Standing(Protocol):
    """A grant that stands."""

    application: str
    role: str
    region_code: str


def permissions_of(grants: Iterable[Standing]) -> dict[str, frozenset[str]]:
    """Return, per permission, the regions in which the grants give it.

    A role that is no longer declared gives nothing.
    """
    found: dict[str, set[str]] = {}
    for grant in grants:
        role = role_of(grant.application, grant.role)
        for permission in role.permissions if role else ():
            found.setdefault(permission, set()).add(grant.region_code)
    return {permission: frozenset(regions) for permission, regions in found.items()}


def check_below(held: Mapping[str, AbstractSet[str]], role: Role, region_code: str) -> None:
    """Refuse to grant (or withdraw) a role that does not lie below who acts.

    The region must lie in those he administers, he must hold there every permission of
    the role himself, and a role that grants in turn is made from above only: not within
    his own region, but strictly below it.

    Raises:
        NotBelowYou: one of these does not hold.

    """
    above = held.get(EDIT, frozenset())
    if not covers(above, region_code):
        raise NotBelowYou(region_code=region_code)
    missing = sorted(
        name for name in role.permissions if not covers(held.get(name, frozenset()), region_code)
    )
    if missing:
        raise NotBelowYou(permissions=missing)
    if EDIT in role.permissions and not any(strictly_below(region, region_code) for region in above):
        raise NotBelowYou("Administrators of a region are appointed from above it.")


def strictly_below(upper: str, lower: str) -> bool:
    """Tell whether a region lies in another without being it."""
    return prefix(lower).startswith(prefix(upper)) and prefix(lower) != prefix(upper)
