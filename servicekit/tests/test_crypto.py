"""The vault keeps what it is given, says when it was touched, and survives a change of keys."""

import hashlib
import hmac
import json
import secrets

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from servicekit.crypto import Vault, VaultError

ID, CONTEXT = "331002199003070014", "accounts.id_number"
OLD, NEW = secrets.token_bytes(32), secrets.token_bytes(32)


@pytest.fixture
def vault() -> Vault:
    return Vault({"k2": OLD}, "k2")


def test_sm3_and_sm4_are_the_national_ones() -> None:
    assert hashlib.new("sm3", b"abc").hexdigest() == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )
    block = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(block), modes.ECB()).encryptor()  # noqa: S305 - one block, as in the norm
    assert encryptor.update(block).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_is_that_of_rfc_8998() -> None:
    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    text = bytes.fromhex("".join(char * 16 for char in "abcdefea"))
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))

    sealed = encryptor.update(text) + encryptor.finalize()

    assert sealed.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    )
    assert encryptor.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


def test_what_is_stored_opens_without_the_vault(vault: Vault) -> None:
    """Written down here so that a change of form cannot lose what is stored."""
    name, _, digits = vault.seal(ID, CONTEXT).partition(":")
    raw = bytes.fromhex(digits)
    key = hmac.new(OLD, b"seal", "sm3").digest()[:16]
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(raw[:12], raw[12:28])).decryptor()
    decryptor.authenticate_additional_data(b"k2|accounts.id_number")

    assert name == "k2"
    assert decryptor.update(raw[28:]) + decryptor.finalize() == ID.encode()


@pytest.mark.parametrize("text", ["", ID, "林晓 家住椒江区", "x" * 100_000])
def test_a_text_comes_back(vault: Vault, text: str) -> None:
    assert vault.open(vault.seal(text, CONTEXT), CONTEXT) == text


def test_a_text_is_sealed_differently_every_time_and_cannot_be_read(vault: Vault) -> None:
    sealed = [vault.seal(ID, CONTEXT) for _ in range(50)]

    assert len(set(sealed)) == 50
    assert not any(ID in text or ID.encode().hex() in text for text in sealed)


def test_every_altered_byte_is_noticed(vault: Vault) -> None:
    name, _, digits = vault.seal(ID, CONTEXT).partition(":")
    raw = bytes.fromhex(digits)
    for place in range(len(raw)):
        altered = bytearray(raw)
        altered[place] ^= 1
        with pytest.raises(VaultError):
            vault.open(f"{name}:{altered.hex()}", CONTEXT)


@pytest.mark.parametrize(
    "sealed", ["", ":", "k2", "k2:", "k2:00", "k2:zz", "k9:" + "00" * 46, "k2:" + "00" * 12]
)
def test_what_was_never_sealed_does_not_open(vault: Vault, sealed: str) -> None:
    with pytest.raises(VaultError):
        vault.open(sealed, CONTEXT)


def test_a_cut_text_does_not_open(vault: Vault) -> None:
    sealed = vault.seal(ID, CONTEXT)
    for length in range(len(sealed)):
        with pytest.raises(VaultError):
            vault.open(sealed[:length], CONTEXT)


def test_a_text_opens_in_its_own_context_only(vault: Vault) -> None:
    with pytest.raises(VaultError):
        vault.open(vault.seal(ID, CONTEXT), "accounts.mobile")


def test_a_text_does_not_open_under_the_name_of_another_key() -> None:
    both = Vault({"k2": OLD, "k3": OLD}, "k2", "k2")

    with pytest.raises(VaultError):
        both.open(both.seal(ID, CONTEXT).replace("k2:", "k3:"), CONTEXT)


def test_keys_rotate(vault: Vault) -> None:
    sealed, found = vault.seal(ID, CONTEXT), vault.fingerprint(ID, CONTEXT)

    # "k10" sorts before "k2": age is not in the name.
    rotated = Vault({"k2": OLD, "k10": NEW}, "k10", "k2")

    assert rotated.open(sealed, CONTEXT) == ID
    assert rotated.needs_reseal(sealed)
    assert not rotated.needs_reseal(rotated.seal(ID, CONTEXT))
    assert rotated.fingerprint(ID, CONTEXT) == found
    with pytest.raises(VaultError):
        Vault({"k10": NEW}, "k10").open(sealed, CONTEXT)


def test_of_several_keys_the_one_that_finds_is_named() -> None:
    with pytest.raises(VaultError, match="which one finds"):
        Vault({"k1": OLD, "k2": NEW}, "k2")
    with pytest.raises(VaultError, match="finds is missing"):
        Vault({"k1": OLD, "k2": NEW}, "k2", "k3")
    with pytest.raises(VaultError, match="current key"):
        Vault({"k1": OLD}, "k2")


def test_a_fingerprint_depends_on_key_context_and_text(vault: Vault) -> None:
    found = vault.fingerprint(ID, CONTEXT)

    assert vault.fingerprint(ID, CONTEXT) == found
    others = {
        vault.fingerprint(ID, "accounts.mobile"),
        vault.fingerprint("331002198501011231", CONTEXT),
        Vault({"k2": NEW}, "k2").fingerprint(ID, CONTEXT),
        hashlib.new("sm3", ID.encode()).hexdigest(),
    }
    assert found not in others
    assert len(others) == 4
    with pytest.raises(ValueError, match="context"):
        vault.fingerprint("b", "a|")


# Named: every worker of a run has to find the same tests.
WEAK = {
    "empty": b"",
    "a byte short": secrets.token_bytes(31),
    "zeros": bytes(32),
    "all the same": b"\xff" * 32,
    "counted up": bytes(range(32)),
    "counted down": bytes(range(255, 191, -2)),
    "the norm's own": bytes.fromhex("0123456789abcdeffedcba9876543210") * 2,
    "thrice the same": secrets.token_bytes(11) * 3,
    "typed": b"change-me-change-me-please-do-it",
    "hex not decoded": secrets.token_hex(16).encode(),
}


@pytest.mark.parametrize("key", WEAK.values(), ids=WEAK)
def test_keys_that_nobody_threw_dice_for_are_refused(key: bytes) -> None:
    with pytest.raises(VaultError):
        Vault({"k1": key}, "k1")


def test_random_keys_are_good_enough() -> None:
    for _ in range(2000):
        Vault({"k1": secrets.token_bytes(32)}, "k1")


def test_a_vault_is_described_by_settings() -> None:
    keys = {"k1": OLD.hex(), "k2": NEW.hex()}

    vault = Vault.from_settings(json.dumps({"current": "k2", "finding": "k1", "keys": keys}))

    assert vault.seal(ID, CONTEXT).startswith("k2:")
    assert vault.fingerprint(ID, CONTEXT) == Vault({"k1": OLD}, "k1").fingerprint(ID, CONTEXT)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"current": "k1", "keys": {"k1": 7}}', '{"current": "k1", "keys": {"k1": "SECRET"}}'],
)
def test_settings_of_another_form_are_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(VaultError, match="right form") as refused:
        Vault.from_settings(text)

    assert refused.value.__cause__ is None
    assert "SECRET" not in str(refused.value)


def test_a_vault_does_not_show_its_keys(vault: Vault) -> None:
    assert OLD.hex() not in repr(vault)
    assert repr(OLD) not in repr(vault)
