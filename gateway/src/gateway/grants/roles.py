"""The declared roles: what each of them may do (roles.toml)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

PERMISSION = re.compile(r"[a-z]+:[a-z]+")


@dataclass(frozen=True)
class Role:
    """A set of permissions within one application."""

    application: str
    name: str
    title: str
    permissions: frozenset[str]


@dataclass(frozen=True)
class Application:
    """One of the applications that roles belong to."""

    name: str
    title: str
    roles: Mapping[str, Role]


@cache
def applications() -> Mapping[str, Application]:
    """Return the declared applications by name."""
    declared = tomllib.loads(files("gateway.grants").joinpath("roles.toml").read_text())
    return {name: application_of(name, table) for name, table in declared.items()}


def application_of(name: str, table: Mapping[str, object]) -> Application:
    """Return one application as its table declares it.

    Raises:
        ValueError: a permission does not have the form `noun:verb`.

    """
    roles = {}
    declared: dict[str, dict[str, object]] = dict(table["roles"])  # type: ignore[call-overload]
    for role, described in declared.items():
        permissions = frozenset(described["permissions"])  # type: ignore[call-overload]
        if not permissions or any(not PERMISSION.fullmatch(permission) for permission in permissions):
            raise ValueError(f"{name}.{role} does not list permissions")
        roles[role] = Role(name, role, str(described["title"]), permissions)
    return Application(name, str(table["title"]), roles)


def role_of(application: str, name: str) -> Role | None:
    """Return a role, or `None` if none is declared under these names."""
    found = applications().get(application)
    return found.roles.get(name) if found else None


def all_permissions() -> frozenset[str]:
    """Return every permission that some role holds."""
    return frozenset(
        permission
        for application in applications().values()
        for role in application.roles.values()
        for permission in role.permissions
    )
