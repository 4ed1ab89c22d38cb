"""The province's unified sign-on (IRSv2) for persons and companies (domain.md 7.2)."""

from typing import Any

from httpx import Response

from gateway.sso.classic import ISSUER as PERSONS
from gateway.sso.errors import ProviderAnswersOddly, TicketRefused
from gateway.sso.irs import IrsGateway
from gateway.sso.replies import Reply, Subject, json_of, read
from gateway.sso.types import Kind, ProvenIdentity

ACCESS_TOKEN = "IC33000020220329000007/uc/sso/access_token"  # noqa: S105 - a route
USER_INFO = "IC33000020220329000008/uc/sso/getUserInfo"

#: Company accounts have user ids of their own.
ORGANISATIONS = "zj-corp"

CREDIT_CODE = "001"  # the type of a body's number: 统一社会信用代码
# The province's codes and those of the classic flow name the same documents.
ID_TYPES = {"ID_CARD": "1", "PASSPORT": "2", "OFFICER_CARD": "3"}


class Envelope(Reply):
    """What every answer has."""

    success: bool
    data: dict[str, Any] | None = None
    errorCode: str | None = None  # noqa: N815 - the provider's name


class AccessToken(Reply):
    """The answer to access_token."""

    accessToken: str  # noqa: N815


class PersonInfo(Reply):
    """A person."""

    userId: Subject  # noqa: N815
    userName: str | None = None  # noqa: N815
    idType: str | None = None  # noqa: N815
    idNo: str | None = None  # noqa: N815
    phone: str | None = None


class LegalPersonInfo(Reply):
    """A company's account; several may exist for one company."""

    userId: Subject  # noqa: N815
    name: str
    unifiedSocialId: str  # noqa: N815


class User(Reply):
    """The answer to getUserInfo."""

    userType: str  # noqa: N815
    personInfo: dict[str, Any] | None = None  # noqa: N815
    legalPersonInfo: dict[str, Any] | None = None  # noqa: N815


class UnifiedFlow:
    """Proves persons and companies by their `ticketId`."""

    def __init__(self, irs: IrsGateway, app_id: str) -> None:
        self._irs = irs
        self._app_id = app_id

    async def prove(self, ticket_id: str) -> ProvenIdentity:
        """Return whom a ticket speaks for; the provider accepts it once.

        Raises:
            TicketRefused: with the provider's code, such as C-USER-SSO-TICKET-INVALID.
            ProviderRefusesUs: our signature or clock is not accepted.
            ProviderAnswersOddly: something that was agreed on is missing.

        """
        asked = {"ticketId": ticket_id, "appId": self._app_id}
        token = read(AccessToken, opened(await self._irs.post_json(ACCESS_TOKEN, asked)))
        user = read(User, opened(await self._irs.post_json(USER_INFO, {"token": token.accessToken})))
        if user.userType == "PERSON":
            return person_of(read(PersonInfo, user.personInfo))
        if user.userType == "LEGAL_PERSON":
            return organisation_of(read(LegalPersonInfo, user.legalPersonInfo))
        raise ProviderAnswersOddly


def opened(answer: Response) -> dict[str, Any]:
    """Return what is in the envelope."""
    envelope = read(Envelope, json_of(answer))
    if not envelope.success:
        raise TicketRefused(provider_code=(envelope.errorCode or "")[:60])
    if envelope.data is None:
        raise ProviderAnswersOddly
    return envelope.data


def person_of(info: PersonInfo) -> ProvenIdentity:
    """Return a person; this answer carries no authlevel, so the highest is never assumed.

    Real-name data is given from level 2 on.
    """
    return ProvenIdentity(
        issuer=PERSONS,
        subject=info.userId,
        kind=Kind.PERSON,
        level=2 if info.idNo else 1,
        name=info.userName or "",
        id_type=ID_TYPES.get(info.idType or "", ""),
        id_number=(info.idNo or "").upper(),
        mobile=info.phone or "",
    )


def organisation_of(info: LegalPersonInfo) -> ProvenIdentity:
    """Return a company's account, by its user id: neither name nor credit code tell accounts apart."""
    return ProvenIdentity(
        issuer=ORGANISATIONS,
        subject=info.userId,
        kind=Kind.ORGANISATION,
        level=2,
        name=info.name,
        id_type=CREDIT_CODE,
        id_number=info.unifiedSocialId.upper(),
    )
