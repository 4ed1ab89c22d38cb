"""Four scenes of the city."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from importlib import resources

import orjson

from servicekit.routing import canonical
from svc_catalog.scenes.models import Scene, ScenePublication
from svc_catalog.scenes.types import Tree

AUTHOR, PUBLISHER = "seed-author", "seed-publisher"


def trees() -> dict[str, Tree]:
    """Return the scenes by their codes."""
    found = orjson.loads((resources.files("svc_catalog.data") / "scenes.json").read_bytes())
    return {code: Tree.model_validate(tree) for code, tree in found.items()}


def scene_rows(region_code: str, now: datetime) -> Iterator[Scene | ScenePublication]:
    """Yield the scenes as published for a region."""
    for code, tree in trees().items():
        content = tree.model_dump(mode="json")
        yield Scene(
            code=code,
            region_code=region_code,
            draft=None,
            author=AUTHOR,
            published=content,
            number=1,
            published_at=now,
            changed_at=now,
        )
        yield ScenePublication(
            code=code,
            number=1,
            tree=content,
            sha256=hashlib.sha256(canonical(content)).hexdigest(),
            author=AUTHOR,
            publisher=PUBLISHER,
            published_at=now,
        )
