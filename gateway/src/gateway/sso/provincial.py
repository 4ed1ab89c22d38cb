"""Residents and companies: the provincial app, its sign-on pages, and its three generations of calls."""

from collections.abc import Mapping
from urllib.parse import urlencode

from gateway.settings import Settings
from gateway.sso import classic
from gateway.sso.classic import ClassicFlow
from gateway.sso.errors import TicketRefused
from gateway.sso.esso import EssoFlow
from gateway.sso.irs import IrsGateway
from gateway.sso.types import ProvenIdentity, Way
from gateway.sso.unified import UnifiedFlow
from servicekit.clock import Clock
from servicekit.http import Http

#: What a callback may carry as proof, one per generation.
CREDENTIALS = frozenset({"ticket", "ticketId", "ssotoken"})

# The pages of the classic flow, and what each is asked to do.
PAGES = {
    Way.PC: ("sso/usp.do", {"action": "ssoLogin"}),
    Way.H5: ("sso/mobile.do", {"action": "oauth", "scope": "1"}),
    Way.ALIPAY: ("sso/alipay.do", {"action": "ssoLogin"}),
    Way.UPGRADE: ("sso/usp.do", {"action": "zfRedirect"}),
}


class Provincial:
    """The provincial sign-on; which generation proves a visitor shows in what his callback carries."""

    name = "provincial"

    def __init__(self, http: Http, settings: Settings, clock: Clock) -> None:
        secret = settings.provincial_secret_key.get_secret_value()
        base = settings.provincial_url.rstrip("/")
        irs_url = settings.provincial_irs_url or f"{base}/restapi/prod"
        irs = IrsGateway(http, irs_url, settings.provincial_access_key, secret, clock)
        self._url = base
        self._portal_url = (settings.provincial_portal_url or base).rstrip("/")
        self._servicecode = settings.provincial_servicecode
        self._app_id = settings.provincial_app_id
        transport = (
            classic.through(irs) if settings.provincial_route == "irs" else classic.directly(http, self._url)
        )
        password = settings.provincial_servicepwd.get_secret_value()
        self._proofs = {
            "ticket": ClassicFlow(self._servicecode, password, transport, clock).prove,
            "ticketId": UnifiedFlow(irs, self._app_id).prove,
            "ssotoken": EssoFlow(
                irs,
                settings.provincial_project_id,
                settings.provincial_project_secret.get_secret_value(),
            ).prove,
        }

    def begin(self, state: str, way: Way) -> str:
        """Return the page that signs on; the state goes as `goto` or `sp` and comes back."""
        if way is Way.ORGANISATION:
            query = urlencode({"appId": self._app_id, "sp": state})
            return f"{self._portal_url}/uc/sso/login?{query}"
        page, asked = PAGES[way]
        query = urlencode(asked | {"servicecode": self._servicecode, "goto": state})
        return f"{self._url}/{page}?{query}"

    def state_of(self, params: Mapping[str, str]) -> str:
        """Return the state as the classic pages (`sp`) or the unified one (`redirectUrl`) give it back."""
        return params.get("sp") or params.get("redirectUrl") or ""

    async def finish(self, params: Mapping[str, str]) -> ProvenIdentity:
        """Turn the one credential of a callback into a proven identity.

        Raises:
            TicketRefused: there is none, several, or the province does not accept it.

        """
        found = [(prove, params[name]) for name, prove in self._proofs.items() if params.get(name)]
        if len(found) != 1:
            raise TicketRefused
        prove, credential = found[0]
        return await prove(credential)
