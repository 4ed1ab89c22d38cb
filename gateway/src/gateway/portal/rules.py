"""Joins the OpenAPI documents of the services into the one that callers of the door see."""

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]

COMPONENTS = "#/components/"
INFO = {
    "title": "Sanzhi",
    "version": "1",
    "description": "All services of the suite as callers of the public door see them.",
}
#: How a caller shows who he is; devices and applications sign (docs/signing.md).
SECURITY = {
    "browser": {"type": "apiKey", "in": "cookie", "name": "__Host-sanzhi"},
    "mini-program": {"type": "http", "scheme": "bearer"},
    "signed": {"type": "apiKey", "in": "header", "name": "X-Sanzhi-Key"},
}


def joined(documents: Mapping[str, Document | None]) -> dict[str, Any]:
    """Return one document of several; those that could not be had are named in `x-unavailable`.

    Paths get the door's prefix; components, operations and tags get the name of their
    service in front, so that two services may call different things by one name.
    """
    paths: dict[str, Any] = {}
    components: dict[str, dict[str, Any]] = {"securitySchemes": dict(SECURITY)}
    for service, document in sorted(documents.items()):
        if document is None:
            continue
        own = renamed(document, service)
        for path, item in own["paths"].items():
            paths[f"/api/{service}{path}"] = {
                method: placed(operation, service) if isinstance(operation, dict) else operation
                for method, operation in item.items()
            }
        for section, found in own.get("components", {}).items():
            kept = components.setdefault(section, {})
            kept.update({f"{service}.{name}": component for name, component in found.items()})
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "paths": paths,
        "components": components,
        "security": [{}, *({name: []} for name in SECURITY)],
        "x-unavailable": sorted(service for service, document in documents.items() if document is None),
    }


def placed(operation: Mapping[str, Any], service: str) -> dict[str, Any]:
    """Return an operation under names that are no other service's."""
    named = dict(operation)
    if "operationId" in named:
        named["operationId"] = f"{service}.{named['operationId']}"
    named["tags"] = [f"{service}: {tag}" for tag in named.get("tags", [])] or [service]
    return named


def renamed(part: Any, service: str) -> Any:
    """Return a part of a document whose references lead to components with the service's prefix."""
    if isinstance(part, Mapping):
        return {name: renamed(value, service) for name, value in part.items()}
    if isinstance(part, list):
        return [renamed(each, service) for each in part]
    if isinstance(part, str) and part.startswith(COMPONENTS):
        section, _, name = part.removeprefix(COMPONENTS).partition("/")
        return f"{COMPONENTS}{section}/{service}.{name}"
    return part
