"""A service proves itself to the gateway with its own key."""

import json
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from servicekit.http import Http
from servicekit.problems import NeighbourAway
from servicekit.proof import as_service, assertion

NOW = datetime(2026, 4, 30, 1, 0, tzinfo=UTC)


@pytest.fixture
def key(tmp_path: Path) -> tuple[ECKey, Path]:
    made = ECKey.generate_key("P-256", {"kid": "svc-map", "use": "sig", "alg": "ES256"}, auto_kid=False)
    file = tmp_path / "svc-map.jwk"
    file.write_text(json.dumps(made.as_dict(private=True)))
    return made, file


def test_a_proof_names_its_owner_and_lasts_a_minute(key: tuple[ECKey, Path]) -> None:
    made, file = key
    one, other = (jwt.decode(assertion(file, NOW), made, algorithms=["ES256"]) for _ in range(2))

    assert one.header == {"alg": "ES256", "typ": "service-assertion+jwt", "kid": "svc-map"}
    assert (one.claims["iss"], one.claims["sub"], one.claims["aud"]) == (
        "svc-map",
        "svc-map",
        "sanzhi-gateway",
    )
    assert one.claims["exp"] - one.claims["iat"] == 60
    assert one.claims["jti"] != other.claims["jti"]


@pytest.mark.parametrize("status", [200, 401])
async def test_who_is_believed_calls_in_its_own_name(key: tuple[ECKey, Path], status: int) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(status, json={"token": "given"})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        if status != 200:
            with pytest.raises(NeighbourAway):
                await as_service(Http(client), key[1], "http://door", NOW)
            return
        http = await as_service(Http(client), key[1], "http://door", NOW)
        await http.get("http://svc-filing/v1/held-items")

    assert str(asked[0].url) == "http://door/api/gateway/v1/service-tokens"
    assert "authorization" not in asked[0].headers
    assert asked[1].headers["authorization"] == "Bearer given"
