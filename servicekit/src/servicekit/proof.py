"""How a service calls others in its own name: it proves itself to the gateway with its key (RFC 7523)."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from joserfc import jwt
from joserfc.jwk import ECKey

from servicekit.http import Http
from servicekit.ids import uuid7
from servicekit.problems import NeighbourAway

AUDIENCE, TYPE = "sanzhi-gateway", "service-assertion+jwt"
LIFE = timedelta(seconds=60)


def assertion(key_file: Path, now: datetime) -> str:
    """Return a proof of who holds the key, good once and for a minute; the key carries its owner's name."""
    key = ECKey.import_key(orjson.loads(key_file.read_bytes()))
    name, begins = key.kid, int(now.timestamp())
    claims: dict[str, Any] = {"iss": name, "sub": name, "aud": AUDIENCE, "jti": str(uuid7())}
    claims |= {"iat": begins, "exp": begins + int(LIFE.total_seconds())}
    return jwt.encode({"alg": "ES256", "typ": TYPE, "kid": name}, claims, key)


async def as_service(http: Http, key_file: Path, door_url: str, now: datetime) -> Http:
    """Return a client that calls in the service's own name, for a minute.

    Raises:
        NeighbourAway: the gateway does not answer, or does not believe us.

    """
    body = {"assertion": assertion(key_file, now)}
    answer = await http.request("POST", f"{door_url}/api/gateway/v1/service-tokens", json=body)
    if answer.is_error:
        raise NeighbourAway(retry_after=2)
    return http.with_headers({"authorization": f"Bearer {answer.json()['token']}"})
