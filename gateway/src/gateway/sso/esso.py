"""The older sign-on of companies (ESSO), still in use beside the unified one (domain.md 7.2)."""

import orjson

from gateway.sso.errors import ProviderAnswersOddly, TicketRefused
from gateway.sso.irs import IrsGateway
from gateway.sso.replies import Reply, Subject, json_of, read
from gateway.sso.signatures import esso_signature
from gateway.sso.types import Kind, ProvenIdentity
from gateway.sso.unified import CREDIT_CODE, ORGANISATIONS

USER_QUERY = "IC33000020220309000001/rest/user/query"

# realLevel: 1 certificate or electronic licence, 2 on the spot, 3 online, 4 not verified.
LEVELS = {"1": 3, "2": 3, "3": 2, "4": 1}


class Answer(Reply):
    """What every answer has; `info` is JSON in a text."""

    errCode: int  # noqa: N815 - the provider's name
    info: str | None = None


class Company(Reply):
    """A company's account."""

    userId: Subject  # noqa: N815
    CompanyName: str
    uniscid: str
    realLevel: str  # noqa: N815


class EssoFlow:
    """Proves companies by their `ssotoken`; the exact bytes of each body are signed."""

    def __init__(self, irs: IrsGateway, project_id: str, project_secret: str) -> None:
        self._irs = irs
        self._project_id = project_id
        self._project_secret = project_secret

    async def prove(self, token: str) -> ProvenIdentity:
        """Return the company for which a token speaks.

        Raises:
            TicketRefused: the token is not accepted.
            ProviderRefusesUs: our signature or clock is not accepted.
            ProviderAnswersOddly: something that was agreed on is missing.

        """
        body = orjson.dumps({"token": token})
        headers = {
            "x-esso-project-id": self._project_id,
            "x-esso-signature": esso_signature(self._project_secret, body),
        }
        answer = read(Answer, json_of(await self._irs.post_bytes(USER_QUERY, body, headers)))
        if answer.errCode != 0:
            raise TicketRefused(provider_code=answer.errCode)
        try:
            company = read(Company, orjson.loads(answer.info or ""))
        except orjson.JSONDecodeError:
            raise ProviderAnswersOddly from None
        return ProvenIdentity(
            issuer=ORGANISATIONS,
            subject=company.userId,
            kind=Kind.ORGANISATION,
            level=LEVELS.get(company.realLevel, 1),
            name=company.CompanyName,
            id_type=CREDIT_CODE,
            id_number=company.uniscid.upper(),
        )
