"""Writes the OpenAPI document of every service to proto/http: `python tests-contract/snapshots.py`."""

import importlib
import json
import secrets
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
HTTP = ROOT / "proto" / "http"
PACKAGES = sorted(
    path.parent.name
    for folder in [*ROOT.glob("svc-*"), ROOT / "gateway"]
    for path in (folder / "src").glob("*/main.py")
)


def document(package: str) -> dict[str, Any]:
    """Return the OpenAPI document of a service."""
    service = importlib.import_module(f"{package}.main").service
    values = {
        "database_url": "postgresql+asyncpg://nobody@127.0.0.1:1/nothing",
        "vault_keys": json.dumps({"current": "s", "keys": {"s": secrets.token_hex(32)}}),
    }
    found: dict[str, Any] = service.asgi(service.settings.model_validate(values)).openapi()
    return found


def text(package: str) -> str:
    """Return the document as it is committed."""
    return json.dumps(document(package), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    HTTP.mkdir(exist_ok=True)
    for package in PACKAGES:
        (HTTP / f"{package}.json").write_text(text(package), encoding="utf-8")
