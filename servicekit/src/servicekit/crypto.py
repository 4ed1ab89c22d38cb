"""Personal data at rest: SM4 for reading it again, a keyed SM3 hash for finding it.

SM4: GB/T 32907-2016, SM3: GB/T 32905-2016.
"""

import hmac
import secrets
from collections.abc import Mapping
from itertools import pairwise

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

NONCE, TAG, SHORTEST_KEY = 12, 16, 32
FEWEST_VALUES = 8  # different bytes in a key; 32 random ones have about 30


class VaultError(Exception):
    """Something sealed cannot be opened, or a key is not good enough."""


class Vault:
    """Seals texts with the current key; opens what any known key has sealed.

    `finding` names the key of the blind index. It outlives rotation: with another key nothing
    that was stored before is found again, so with several keys it has to be said.
    """

    def __init__(self, keys: Mapping[str, bytes], current: str, finding: str | None = None) -> None:
        if current not in keys:
            raise VaultError("the current key is missing")
        for name, key in keys.items():
            if not name or {":", "|"} & set(name) or is_weak(key):
                raise VaultError(f"key {name!r} is too short or too regular, or its name has : or |")
        if finding is None and len(keys) > 1:
            raise VaultError("there are several keys: say which one finds")
        if (finding or current) not in keys:
            raise VaultError("the key that finds is missing")
        self._keys = dict(keys)
        self._current = current
        self._finding = finding or current

    @classmethod
    def from_settings(cls, text: str) -> "Vault":
        """Return the vault that a JSON object with `current`, `finding` and `keys` describes.

        `{"current": "k1", "keys": {"k1": "64 hex digits"}}`; `finding` only with several keys.

        Raises:
            VaultError: it has another form, or a key is not good enough.

        """
        try:
            found = orjson.loads(text)
            keys = {name: bytes.fromhex(key) for name, key in found["keys"].items()}
            return cls(keys, found["current"], found.get("finding"))
        except (ValueError, KeyError, TypeError, AttributeError):
            # Not chained: the error of the JSON parser holds the whole text, keys included.
            raise VaultError("the vault's keys do not have the right form") from None

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
        """Return a keyed hash by which a sealed text is found again; rotation does not change it."""
        if "|" in context:
            raise ValueError("a context has no |: two texts could look the same")
        key = self._derived(self._finding, b"find")
        return hmac.new(key, f"{context}|{text}".encode(), "sm3").hexdigest()

    def needs_reseal(self, sealed: str) -> bool:
        """Tell whether a text was sealed with a key that is no longer current."""
        return sealed.partition(":")[0] != self._current

    def _derived(self, name: str, purpose: bytes) -> bytes:
        return hmac.new(self._keys[name], purpose, "sm3").digest()[:16]


def is_weak(key: bytes) -> bool:
    """Tell whether a key is short, typed by hand, repeated or counted up, rather than random."""
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    return (
        len(key) < SHORTEST_KEY
        or len(set(key)) < FEWEST_VALUES
        or len(steps) < FEWEST_VALUES
        or all(chr(byte).isprintable() and byte < 128 for byte in key)  # noqa: PLR2004 - ASCII
        or any(key[shift:] == key[:-shift] for shift in range(1, len(key) // 2 + 1))
    )
