"""Three made-up policies of the city, marked as examples."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from importlib import resources

import orjson

from servicekit.ids import uuid7
from servicekit.routing import canonical
from svc_catalog.policies.models import Policy, PolicyPublication
from svc_catalog.policies.types import Content

AUTHOR, PUBLISHER = "seed-author", "seed-publisher"


def policy_rows(region_code: str, now: datetime) -> Iterator[Policy | PolicyPublication]:
    """Yield the policies as published for a region, with their publications."""
    for one in orjson.loads((resources.files("svc_catalog.data") / "policies.json").read_bytes()):
        content = Content.model_validate(one)
        policy_id, stored = uuid7(), content.model_dump(mode="json")
        yield Policy(
            policy_id=policy_id,
            region_code=region_code,
            title=content.title,
            draft=None,
            author=AUTHOR,
            published=stored,
            valid_from=content.valid_from,
            valid_until=content.valid_until,
            number=1,
            published_at=now,
            changed_at=now,
        )
        yield PolicyPublication(
            policy_id=policy_id,
            number=1,
            content=stored,
            sha256=hashlib.sha256(canonical(stored)).hexdigest(),
            author=AUTHOR,
            publisher=PUBLISHER,
            published_at=now,
        )
