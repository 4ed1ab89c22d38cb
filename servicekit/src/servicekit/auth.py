"""What a caller may do; every route says so, or its service cannot be built."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.requests import HTTPConnection

from servicekit.problems import NotAllowed, NotSignedIn
from servicekit.tokens import Caller


class Scope(StrEnum):
    """Which rows a permission reaches."""

    REGION = "region"  # those in the regions of the grant: filter with `servicekit.scope.within`
    EVERYWHERE = "everywhere"  # things that lie in no region


@dataclass(frozen=True)
class Access:
    """The outcome of a route's rule: who is calling, and for which regions."""

    caller: Caller
    regions: frozenset[str] = frozenset()
    ip: str = ""
    request_id: str = ""


class Rule(ABC):
    """Says who may call a route; exactly one stands on each."""

    async def __call__(self, connection: HTTPConnection) -> Access:
        """Judge one request or WebSocket."""
        caller: Caller = connection.state.caller
        connection.state.rule = self
        headers = connection.headers
        access = Access(
            caller,
            self.judge(caller),
            ip=headers.get("x-forwarded-for", ""),
            request_id=headers.get("x-request-id", ""),
        )
        connection.state.access = access
        return access

    @abstractmethod
    def judge(self, caller: Caller) -> frozenset[str]:
        """Return the regions the caller gets, or raise a refusal."""


@dataclass(frozen=True)
class NeedsRule(Rule):
    """Callers who were granted a permission."""

    permission: str
    scope: Scope

    def judge(self, caller: Caller) -> frozenset[str]:
        """Let the caller in, with the regions of the grant."""
        if caller.is_visitor:
            raise NotSignedIn
        regions = caller.grants.get(self.permission)
        if not regions:
            raise NotAllowed(permission=self.permission)
        return regions

    def __str__(self) -> str:
        return f"{self.permission} ({self.scope})"


@dataclass(frozen=True)
class OwnRule(Rule):
    """A known caller, about what is the caller's own; the query filters by subject."""

    kinds: frozenset[str]

    def judge(self, caller: Caller) -> frozenset[str]:
        """Let in whoever is known, and of the right kind if kinds are named."""
        if caller.is_visitor:
            raise NotSignedIn
        if self.kinds and caller.kind not in self.kinds:
            raise NotAllowed(kinds=sorted(self.kinds))
        return frozenset()

    def __str__(self) -> str:
        return " ".join(["own", *sorted(self.kinds)])


@dataclass(frozen=True)
class PublicRule(Rule):
    """Whomever the gateway vouches for, visitors included."""

    reason: str

    def __post_init__(self) -> None:
        if not self.reason:
            raise ValueError("A public route says why it harms nobody.")

    def judge(self, caller: Caller) -> frozenset[str]:  # noqa: ARG002 - everybody
        """Let every caller in."""
        return frozenset()

    def __str__(self) -> str:
        return f"public: {self.reason}"


def Needs(permission: str, scope: Scope) -> Any:  # noqa: N802
    """Open a route to callers who were granted `permission`."""
    return Depends(NeedsRule(permission, scope))


def Own(*kinds: str) -> Any:  # noqa: N802
    """Open a route to every known caller (of these kinds), about what is the caller's own."""
    return Depends(OwnRule(frozenset(kinds)))


def Public(reason: str) -> Any:  # noqa: N802
    """Open a route to everybody, and say why that harms nobody."""
    return Depends(PublicRule(reason))


class AccessNotDeclaredError(Exception):
    """A route does not say who may call it, or says it more than once."""


def declared(routers: Iterable[APIRouter]) -> list[tuple[RouteContext, Rule]]:
    """Return every route below `routers` with its rule.

    Raises:
        AccessNotDeclaredError: a route of any kind, however deeply nested, has no
            rule or several. Mounted applications cannot have one.

    """
    found = []
    for router in routers:
        for route in iter_route_contexts(router.routes):
            rules = set(rules_of(getattr(route, "dependant", None)))
            if len(rules) != 1:
                msg = f"{route.path} declares {len(rules)} access rules instead of one"
                raise AccessNotDeclaredError(msg)
            found.append((route, rules.pop()))
    return found


def rules_of(dependant: Dependant | None) -> Iterator[Rule]:
    """Find the rules among the dependencies of a route."""
    for child in dependant.dependencies if dependant else ():
        if isinstance(child.call, Rule):
            yield child.call
        yield from rules_of(child)
