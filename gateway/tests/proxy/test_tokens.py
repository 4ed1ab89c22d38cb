"""Inner tokens and the keys they are signed with."""

import json
import stat
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, Key, OctKey, RSAKey

from gateway.proxy.principals import Principal
from gateway.tokens import Mint, SigningKeys
from gateway.tokens.__main__ import main
from servicekit.tokens import Tokens

CLAIMS = {"sub": "zj-app|1", "knd": "person", "lvl": 3, "grants": {"case:decide": ["331002"]}}


def jwk(key: Key, *, private: bool) -> str:
    return json.dumps(key.as_dict(private=private))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


async def test_a_service_believes_a_token(file: Path) -> None:
    mint = Mint(SigningKeys.make(file))

    minted = mint.token({**CLAIMS, "act": {"sub": "zwdd|GE_1", "knd": "staff"}}, "0198")
    caller = await Tokens(mint.keys.public()).caller(minted.token)

    assert caller is not None
    assert (caller.subject, caller.kind, caller.level, caller.session_id) == ("zj-app|1", "person", 3, "0198")
    assert caller.grants == {"case:decide": frozenset({"331002"})}
    assert caller.actor is not None
    assert caller.actor.subject == "zwdd|GE_1"
    assert caller.expires_at - caller.issued_at == 60
    assert minted.use_until == caller.expires_at - 15


async def test_nobody_can_claim_what_only_the_mint_says(file: Path) -> None:
    mint = Mint(SigningKeys.make(file))

    minted = mint.token({**CLAIMS, "iss": "me", "aud": "you", "exp": 9_999_999_999, "jti": "x"})

    assert await Tokens(mint.keys.public()).caller(minted.token) is not None


async def test_after_a_rotation_old_and_new_tokens_are_good(file: Path) -> None:
    keys = SigningKeys.make(file)
    old = Mint(keys).token(CLAIMS).token
    keys.rotated().save(file)
    rotated = SigningKeys.load(file)
    new = Mint(rotated).token(CLAIMS).token
    tokens = Tokens(rotated.public())

    assert rotated.signing.kid != keys.signing.kid
    assert await tokens.caller(old) is not None
    assert await tokens.caller(new) is not None
    twice = Tokens(rotated.rotated().public())
    assert await twice.caller(old) is None
    assert await twice.caller(new) is not None


def test_the_file_is_the_owners_alone(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["make", str(file)])
    first = capsys.readouterr().out.split()
    main(["make", str(file)])
    again = capsys.readouterr().out.split()
    main(["rotate", str(file)])
    rotated = capsys.readouterr().out.split()

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert first == again
    assert rotated[1:] == first
    assert len(rotated) == 2


def test_one_key_alone_is_a_set_too(file: Path) -> None:
    file.write_text(jwk(ECKey.generate_key("P-256", {"kid": "gateway"}), private=True))

    assert SigningKeys.load(file).signing.kid == "gateway"


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "{}",
        '{"keys": []}',
        '{"keys": 7}',
        "not json",
        jwk(ECKey.generate_key("P-256"), private=False),
        jwk(ECKey.generate_key("P-384"), private=True),
        jwk(RSAKey.generate_key(2048), private=True),
        jwk(OctKey.generate_key(256), private=True),
    ],
    ids=["list", "empty", "no keys", "a number", "no json", "public", "P-384", "RSA", "secret"],
)
def test_what_cannot_sign_es256_is_refused_at_the_start(file: Path, content: str) -> None:
    file.write_text(content)

    with pytest.raises(ValueError, match=r".") as refused:
        SigningKeys.load(file)
    assert '"d"' not in str(refused.value)


def test_a_token_is_used_again_until_it_has_fifteen_seconds_left(file: Path) -> None:
    mint, somebody = Mint(SigningKeys.make(file)), Principal(CLAIMS)
    first = somebody.authorization(mint, 0)
    until = somebody._use_until

    assert somebody.authorization(mint, until - 0.1) == first
    assert somebody.authorization(mint, until) != first
    second = somebody.authorization(mint, 0)
    somebody.change({**CLAIMS, "lvl": 1})
    assert somebody.authorization(mint, 0) != second
