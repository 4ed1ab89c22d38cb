"""A service in its own words, for people and for the tables of its README."""

from collections.abc import Iterator

from servicekit import auth
from servicekit.service import Service


def describe(service: Service) -> Iterator[str]:
    """Yield what a service answers, to whom, what it refuses, and which events go out and in."""
    yield service.name
    for route, rule in auth.declared(service.routers):
        methods = "/".join(sorted(route.methods or {"WEBSOCKET"}))
        yield f"  {methods} /v1{route.path}  [{rule}]"
        for status, answer in (getattr(route, "responses", None) or {}).items():
            for line in answer.get("description", "").splitlines():
                yield f"    {status} {line.replace('`', '')}"
    for topic in service.publishes:
        for fact in topic.facts:
            yield f"  out {fact.DESCRIPTOR.full_name}  on {topic.name} by {topic.key} ({topic.kind})"
    for name in sorted(service.consumers.types):
        yield f"  in  {name}"
    for kind in sorted(service.jobs.kinds):
        yield f"  job {kind}"
