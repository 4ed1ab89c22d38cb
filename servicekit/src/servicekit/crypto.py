"""Personal data at rest: SM4 for reading it again, a keyed SM3 hash for finding it.

SM4: GB/T 32907-2016, SM3: GB/T 32905-2016.
"""

import hmac
import secrets
from collections.abc import Mapping

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

NONCE, TAG, SHORTEST_KEY = 12, 16, 32


class VaultError(Exception):
    """Something sealed cannot be opened, or a key is not good enough."""


class Vault:
    """Seals texts with the current key; opens what any known key has sealed."""

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        if current not in keys:
            raise VaultError("the current key is missing")
        for name, key in keys.items():
            if len(key) < SHORTEST_KEY or len(set(key)) < 8 or ":" in name:  # noqa: PLR2004 - not a typed-in default
                raise VaultError(f"key {name} is too short or too regular")
        self._keys = dict(keys)
        self._current = current

    @classmethod
    def from_settings(cls, text: str) -> "Vault":
        """Return the vault that `{"current": "k1", "keys": {"k1": "64 hex digits"}}` describes."""
        try:
            found = orjson.loads(text)
            return cls({name: bytes.fromhex(key) for name, key in found["keys"].items()}, found["current"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise VaultError("the vault's keys do not have the right form") from error

    def seal(self, text: str, context: str) -> str:
        """Return `text` sealed for `context`, such as `accounts.id_number`; nothing else opens it."""
        nonce = secrets.token_bytes(NONCE)
        cipher = Cipher(algorithms.SM4(self._derived(self._current, b"seal")), modes.GCM(nonce)).encryptor()
        cipher.authenticate_additional_data(f"{self._current}|{context}".encode())
        body = cipher.update(text.encode()) + cipher.finalize()
        return f"{self._current}:{(nonce + cipher.tag + body).hex()}"

    def open(self, sealed: str, context: str) -> str:
        """Return what was sealed.

        Raises:
            VaultError: it was altered, belongs to another context, or its key is gone.

        """
        name, _, digits = sealed.partition(":")
        try:
            raw = bytes.fromhex(digits)
            nonce, tag, body = raw[:NONCE], raw[NONCE : NONCE + TAG], raw[NONCE + TAG :]
            cipher = Cipher(algorithms.SM4(self._derived(name, b"seal")), modes.GCM(nonce, tag)).decryptor()
            cipher.authenticate_additional_data(f"{name}|{context}".encode())
            return (cipher.update(body) + cipher.finalize()).decode()
        except (InvalidTag, ValueError, KeyError) as error:
            raise VaultError("this cannot be opened") from error

    def fingerprint(self, text: str, context: str) -> str:
        """Return a keyed hash by which a sealed text is found again; it stays with the oldest key."""
        key = self._derived(min(self._keys), b"find")
        return hmac.new(key, f"{context}|{text}".encode(), "sm3").hexdigest()

    def needs_reseal(self, sealed: str) -> bool:
        """Tell whether a text was sealed with a key that is no longer current."""
        return sealed.partition(":")[0] != self._current

    def _derived(self, name: str, purpose: bytes) -> bytes:
        return hmac.new(self._keys[name], purpose, "sm3").digest()[:16]
