"""Who the applicant is, from the gateway, which alone knows."""

from collections.abc import Mapping
from dataclasses import dataclass

from servicekit.http import Http
from servicekit.problems import NeighbourAway
from svc_filing.cases.errors import IdentityMissing


@dataclass(frozen=True)
class Identity:
    """What the provider proved of a person."""

    name: str
    id_number: str
    mobile: str

    @classmethod
    def from_json(cls, values: Mapping[str, str | None]) -> "Identity":
        """Return the identity in an answer of the gateway."""
        return cls(*(values.get(field) or "" for field in ("name", "id_number", "mobile")))


async def identity(http: Http, gateway_url: str, purpose: str) -> Identity:
    """Return the caller's proven identity; the gateway audits the purpose.

    Raises:
        IdentityMissing: the provider has proved none.
        NeighbourAway: the gateway does not answer.

    """
    answer = await http.get(f"{gateway_url}/v1/me/identity", purpose=purpose)
    if answer.is_client_error:
        raise IdentityMissing
    if answer.is_error:
        raise NeighbourAway(retry_after=2)
    found = Identity.from_json(answer.json())
    if not (found.name and found.id_number):
        raise IdentityMissing
    return found
