"""The keys with which the gateway signs: one private JSON Web Key in a file, or a set of them.

The first key signs, all are published. To rotate, a new key is put in front and the old
one stays behind it, so that tokens already made and services that have not yet fetched
the new key go on for as long as both need.
"""

import json
import os
from pathlib import Path
from typing import Any, Self

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

KEPT = 2


class SigningKeys:
    """The private keys of one file, the signing one first."""

    def __init__(self, keys: list[ECKey]) -> None:
        if not keys:
            raise ValueError("there is no key to sign with")
        self._keys = keys

    @classmethod
    def load(cls, file: Path) -> Self:
        """Return the keys that a file holds.

        Raises:
            ValueError: they are not private P-256 keys.

        """
        document = json.loads(file.read_text())
        try:
            keys = [ECKey.import_key(key) for key in document.get("keys", [document])]
        except (AttributeError, TypeError, JoseError) as error:
            raise ValueError(f"{file.name} holds no JSON Web Keys") from error
        if any(not key.is_private or key.curve_name != "P-256" for key in keys):
            raise ValueError(f"{file.name} holds a key that cannot sign ES256")
        return cls(keys)

    @classmethod
    def make(cls, file: Path) -> Self:
        """Return the keys of a file, making file and first key if there is none."""
        if not file.exists():
            cls([new_key()]).save(file)
        return cls.load(file)

    @property
    def signing(self) -> ECKey:
        """The key that signs from now on."""
        return self._keys[0]

    def rotated(self) -> "SigningKeys":
        """Return the set with a new key in front, without the oldest beyond two."""
        return SigningKeys([new_key(), *self._keys][:KEPT])

    def public(self) -> dict[str, Any]:
        """Return what everybody may know: the set that is published."""
        return {"keys": [described(key, private=False) for key in self._keys]}

    def save(self, file: Path) -> None:
        """Write the set, readable by its owner only, so that no reader sees half of it."""
        unfinished = file.with_name(f"{file.name}.{os.getpid()}")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            json.dump({"keys": [described(key, private=True) for key in self._keys]}, stream)
        unfinished.replace(file)


def new_key() -> ECKey:
    """Return a new P-256 key, named by its RFC 7638 thumbprint."""
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)


def described(key: ECKey, *, private: bool) -> dict[str, Any]:
    """Return a key as a JWK with its name."""
    return {**key.as_dict(private=private), "kid": key.kid, "use": "sig", "alg": "ES256"}
