"""The secrets of one suite on one machine: made when first asked for, kept, never shown."""

import json
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey

from sanzhi_cli.private_files import write_private


class Keys:
    """A folder of secrets, one file each, readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def password(self, database: str) -> str:
        """Return the password of a database's role."""
        return self._kept(f"database-{database}", lambda: secrets.token_urlsafe(24))

    def vault(self, service: str) -> str:
        """Return the keys with which a service seals personal data: current and former ones."""
        return self._kept(
            f"vault-{service}.json",
            lambda: json.dumps({"current": "k1", "keys": {"k1": secrets.token_hex(32)}}),
        )

    def signing_key(self, name: str) -> Path:
        """Return the file with the private ES256 key by which a service is known."""
        key = f"{name}.jwk"
        self._kept(key, lambda: json.dumps(new_signing_key(name)))
        return self._folder / key

    def token_keys(self) -> Path:
        """Return the file with the private key set by which the gateway signs inner tokens."""
        name = "token-keys.json"
        self._kept(name, lambda: json.dumps({"keys": [new_signing_key(secrets.token_hex(8))]}))
        return self._folder / name

    def public_keys(self, names: Iterable[str]) -> Path:
        """Return the file with the public keys of services, each with its service's name as `kid`."""
        keys = [json.loads(self.signing_key(name).read_text()) for name in names]
        public = [{part: value for part, value in key.items() if part != "d"} for key in keys]
        return write_private(self._folder / "services.json", json.dumps({"keys": public}))

    def provider(self, name: str) -> dict[str, str]:
        """Return what a provider outside knows us by, in its own words (simulators/README.md)."""
        shared: dict[str, str] = json.loads(self._kept(f"{name}.json", lambda: json.dumps(PROVIDERS[name]())))
        return shared

    def settings_file(self, name: str, settings: dict[str, Any]) -> Path:
        """Return a file with a program's settings, which hold secrets, written anew for every run."""
        return write_private(self._folder / f"{name}-settings.json", json.dumps(settings, ensure_ascii=False))

    def _kept(self, name: str, make: Callable[[], str]) -> str:
        path = self._folder / name
        if not path.exists():
            write_private(path, make())
        return path.read_text()


def new_signing_key(name: str) -> dict[str, Any]:
    """Return a new private ES256 key as a JWK that carries its owner's name."""
    key = ECKey.generate_key("P-256", {"kid": name, "use": "sig", "alg": "ES256"}, auto_kid=False)
    return dict(key.as_dict(private=True))


def provincial_application() -> dict[str, str]:
    """Make up what the provincial app knows us by."""
    return {
        "servicecode": "sanzhi",
        "servicepwd": secrets.token_hex(16),
        "access_key": f"BCDSGA_{secrets.token_hex(16)}",
        "secret_key": secrets.token_hex(16),
        "app_id": "2002000001",
        "project_id": secrets.token_hex(8),
        "project_secret": secrets.token_hex(16),
    }


def staff_application() -> dict[str, str]:
    """Make up what the staff platform knows us by."""
    return {
        "client_id": "sanzhi_dingoa",
        "app_key": f"sanzhi-{secrets.token_hex(8)}",
        "app_secret": secrets.token_hex(20),
    }


def sources_application() -> dict[str, str]:
    """Make up what the data-sharing platform, or the province's library, knows us by."""
    return {"app_key": secrets.token_hex(16), "app_secret": secrets.token_hex(16)}


PROVIDERS = {
    "provincial": provincial_application,
    "staff": staff_application,
    "sources": sources_application,
    "library": sources_application,
}
