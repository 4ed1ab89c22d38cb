# ruff: noqa: INP001 - a script
"""Makes the secrets of a deployment: `.venv/bin/python deploy/make_secrets.py [FOLDER]`.

One folder for each kind of container, which finds it at /run/secrets: a file is named
after the setting it is for, or is a key or a document that a setting names. What is
there already is kept, so that what a true provider gave may be put in its place; only
what follows from others is written anew. All may read the files but only the owner can
enter FOLDER: in a container they are not those of the user who runs there.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from sanzhi_cli.keys import Keys
from sanzhi_cli.suite import GATEWAY, SERVICES, Member

FOLDER = Path(__file__).parent / "secrets"
POSTGRES = "postgres:5432"
#: Where a provider sends those back who have signed on.
CALLBACKS = {
    "provincial": ("callback", "/api/gateway/v1/sso/provincial/callback"),
    "staff": ("redirect_uris", "/api/gateway/v1/sso/staff/callback"),
    "sources": ("", ""),
    "library": ("", ""),
}
#: What a provider knows us by, and who of us must know it.
KNOWN_BY = {
    "provincial": [GATEWAY.name],
    "staff": [GATEWAY.name, "svc-workforce"],
    "sources": ["svc-filing"],
    "library": ["svc-catalog"],
}
#: Signs people on, which the directory does not.
NOT_FOR = {("svc-workforce", "staff_client_id")}
#: What follows from other secrets and from the address of the door.
DERIVED = {"settings.json", "service_keys.json"}


def secrets_of_all(keys: Keys, public_url: str) -> Iterator[tuple[str, str, str]]:
    """Yield container, file and content of every secret."""
    yield "postgres", "postgres_password", keys.password("postgres")
    yield "grafana", "admin_password", keys.password("grafana")
    for member in (GATEWAY, *SERVICES):
        yield "postgres", member.package, keys.password(member.package)
        yield from ((member.name, file, content) for file, content in own(keys, member))
        if member != GATEWAY:
            yield member.name, "service_key.jwk", keys.signing_key(member.name).read_text()
    yield from (("door", file, content) for file, content in own(keys, GATEWAY))
    for name in (GATEWAY.name, "door"):
        yield name, "signing_keys.json", keys.token_keys().read_text()
    public = keys.public_keys(service.name for service in SERVICES)
    yield GATEWAY.name, "service_keys.json", public.read_text()
    for provider, containers in KNOWN_BY.items():
        known = keys.provider(provider)
        for container in containers:
            told = {f"{provider}_{part}": value for part, value in known.items()}
            yield from ((container, *one) for one in told.items() if (container, one[0]) not in NOT_FOR)
        yield provider, "settings.json", application(provider, known, public_url)


def own(keys: Keys, member: Member) -> Iterator[tuple[str, str]]:
    """Yield what opens a member's database and what seals its personal data."""
    url = f"postgresql+asyncpg://{member.package}:{keys.password(member.package)}@{POSTGRES}/{member.package}"
    yield "database_url", url
    yield "vault_keys", keys.vault(member.name)


def application(provider: str, known: dict[str, str], public_url: str) -> str:
    """Return how a simulated provider knows us, as its settings."""
    name, path = CALLBACKS[provider]
    address = f"{public_url.rstrip('/')}{path}"
    back = {name: [address] if name.endswith("s") else address} if name else {}
    return json.dumps({"applications": [known | back]}, ensure_ascii=False)


def make(folder: Path, public_url: str) -> None:
    """Write all secrets below the folder, which only its owner can enter."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    kept = folder / "kept"
    kept.mkdir(mode=0o700, exist_ok=True)
    for container, file, content in secrets_of_all(Keys(kept), public_url):
        path = folder / container / file
        path.parent.mkdir(exist_ok=True)
        path.parent.chmod(0o755)
        if path.exists() and file not in DERIVED:
            continue
        path.unlink(missing_ok=True)
        path.write_text(content)
        path.chmod(0o444)


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="make_secrets.py", description="Make the secrets of a deployment.")
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--public-url", default="http://127.0.0.1:8000", help="the origin that browsers see")
    chosen = parser.parse_args()
    make(chosen.folder, chosen.public_url)


if __name__ == "__main__":
    main()
