"""Where browsers leave for a provider and come back: cookies and redirects, nothing else."""

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response

from gateway.given import SettingsOf
from gateway.sessions import rules as session_rules
from gateway.sso import rules
from gateway.sso.errors import TicketRefused
from gateway.sso.pages import refusal_page, wants_page
from gateway.sso.service import Client, Opened, prove
from gateway.sso.types import ProvenIdentity, Provider, Way
from gateway.sso.wiring import Admissions, SignOns
from servicekit.problems import Problem
from servicekit.tokens import Caller

SEE_OTHER = 303
#: Where the door shows the routes of this feature.
ADDRESS = "/api/gateway/v1/sso"
NOT_KEPT = {"cache-control": "no-store"}


class Desk:
    """Sends one browser away, or receives it."""

    def __init__(
        self, request: Request, sign_ons: SignOns, admissions: Admissions, settings: SettingsOf
    ) -> None:
        self._request = request
        self._sign_ons = sign_ons
        self._admissions = admissions
        self._life = settings.session_life
        self._cookie = request.cookies.get(rules.COOKIE)
        caller: Caller = request.state.caller
        self._former = caller.session_id

    @property
    def has_begun(self) -> bool:
        """Whether a sign-on was begun in this browser lately."""
        return self._cookie is not None

    async def send(
        self, provider: Provider, way: Way, return_to: str, *, upgrade_of: str | None = None
    ) -> Response:
        """Send the browser to a provider's page.

        Raises:
            ReturnNotLocal: `return_to` does not lead to a page of this site.

        """
        begun = await self._sign_ons.begin(
            provider,
            way,
            return_to=return_to,
            cookie=self._cookie,
            former_session=self._former,
            upgrade_of=upgrade_of,
        )
        response = RedirectResponse(begun.url, SEE_OTHER, headers=NOT_KEPT)
        give_browser(response, begun.browser)
        return response

    async def receive(self, provider: Provider, params: Mapping[str, str]) -> Response:
        """Send the browser on with a session, or tell its person why there is none."""
        return_to = "/"
        try:
            taken = await self._sign_ons.take(provider, provider.state_of(params), self._cookie)
            return_to = taken.return_to
            identity = await prove(provider, params, taken)
        except Problem as problem:
            if wants_page(self._request.headers):
                again = urlencode({"return_to": return_to})
                return refusal_page(problem, f"{ADDRESS}/{provider.name}/login?{again}")
            raise
        response = RedirectResponse(taken.return_to, SEE_OTHER, headers=NOT_KEPT)
        response.delete_cookie(rules.COOKIE, path="/", secure=True, httponly=True, samesite="none")
        self._give(response, await self._admit(identity, "browser", {self._former, taken.former_session}))
        return response

    async def let_in(self, identity: ProvenIdentity, response: Response) -> Opened:
        """Open a session for a page that holds the proof itself; the cookie goes with `response`."""
        opened = await self._admit(identity, "in-app", {self._former})
        self._give(response, opened)
        return opened

    async def hand_out(self, identity: ProvenIdentity) -> Opened:
        """Open a session whose token its holder keeps himself."""
        return await self._admit(identity, "mini-program", ())

    async def _admit(self, identity: ProvenIdentity, channel: str, former: Collection[str]) -> Opened:
        client = Client(channel, self._request.headers.get("user-agent", ""))
        return await self._admissions.admit(identity, client, former)

    def _give(self, response: Response, opened: Opened) -> None:
        """Let the browser keep the session; no script of a page can read it."""
        response.set_cookie(
            session_rules.COOKIE,
            opened.token,
            max_age=self._life,
            path="/",
            secure=True,
            httponly=True,
            samesite="lax",
        )


AtDesk = Annotated[Desk, Depends(Desk)]


def give_browser(response: Response, browser: str) -> None:
    """Let a browser prove later that it began a sign-on.

    `SameSite=None`, because the province hands the ticket over in a form that its own
    site submits; the cookie is good for nothing but this.
    """
    response.set_cookie(
        rules.COOKIE,
        browser,
        max_age=int(rules.LIFE.total_seconds()),
        path="/",
        secure=True,
        httponly=True,
        samesite="none",
    )


def once_each(pairs: Iterable[tuple[str, object]]) -> dict[str, str]:
    """Return the parameters of a callback.

    Raises:
        TicketRefused: one came twice, and two readers could take different ones.

    """
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found or not isinstance(value, str):
            raise TicketRefused
        found[name] = value
    return found
