"""Use cases on applications, and on the services of the suite as callers."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from joserfc.jwk import KeySet
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.apps import rules
from gateway.apps.errors import AssertionRefused, NoSuchApp
from gateway.apps.models import ACTIVE, App, AppCalls
from gateway.apps.repository import AppRepository
from gateway.tokens import Mint, Minted
from servicekit.crypto import Vault
from servicekit.problems import NotAllowed
from servicekit.scope import covers

#: The context in which the door opens secrets.
SECRET = "apps.secret"  # noqa: S105 - a name
SHANGHAI = ZoneInfo("Asia/Shanghai")
SHOWN = timedelta(days=30)


@dataclass(frozen=True)
class Registration:
    """An application that is to be registered."""

    name: str
    owner: str
    region_code: str
    scopes: frozenset[str]
    quota: Mapping[str, int]


@dataclass(frozen=True)
class Registrar:
    """Who registers an application, what he may do himself, and where he may register."""

    key: str
    permissions: Mapping[str, AbstractSet[str]]
    regions: AbstractSet[str]


@dataclass(frozen=True)
class Registered:
    """An application and its secret, which is shown once."""

    app: App
    secret: str


class AppService:
    """What can be done with applications; one public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._apps = AppRepository(session)
        self._now = now

    async def register(self, wanted: Registration, vault: Vault, by: Registrar) -> Registered:
        """Register an application; its scopes hold in its region.

        Raises:
            NotAllowed: the region does not lie in those of the registrar.
            ScopeNotYours: who registers it does not hold a scope there himself.

        """
        if not covers(by.regions, wanted.region_code):
            raise NotAllowed(region_code=wanted.region_code)
        rules.check_scopes(by.permissions, wanted.scopes, wanted.region_code)
        key_id, secret = rules.new_key_id(), rules.new_secret()
        app = App(
            key_id=key_id,
            secret_sealed=vault.seal(secret, SECRET),
            status=ACTIVE,
            claims=rules.claims_of_app(key_id, wanted.scopes, wanted.region_code),
            quota=dict(wanted.quota),
            name=wanted.name,
            owner=wanted.owner,
            region_code=wanted.region_code,
            created_by=by.key,
            created_at=self._now,
        )
        await self._apps.add(app)
        return Registered(app, secret)

    async def revoke(self, app_id: UUID, regions: Iterable[str]) -> App:
        """Let an application call no more.

        Raises:
            NoSuchApp: none is in force in `regions`.

        """
        app = await self._apps.revoke(app_id, regions, self._now)
        if app is None:
            raise NoSuchApp
        return app

    async def page(self, regions: Iterable[str], after: UUID | None, limit: int) -> Sequence[App]:
        """Return applications within `regions`."""
        return await self._apps.page(regions, after, limit)

    async def calls(self, app_id: UUID, regions: Iterable[str]) -> Sequence[AppCalls]:
        """Return how often an application called on each of the last thirty days.

        Raises:
            NoSuchApp: there is none in `regions`.

        """
        app = await self._apps.one(app_id, regions)
        if app is None:
            raise NoSuchApp
        return await self.own_calls(app.key_id)

    async def own_calls(self, key_id: str) -> Sequence[AppCalls]:
        """Return how often the calling application called on each of the last thirty days."""
        return await self._apps.calls_of(key_id, (self._now.astimezone(SHANGHAI) - SHOWN).date())

    async def vouch_for(self, assertion: str, keys: KeySet, mint: Mint) -> Minted:
        """Return an inner token for a service that proves itself with its own key, once each time.

        Raises:
            AssertionRefused: it is not that of a service, is too old, or was used before.

        """
        found = rules.read_assertion(assertion, keys, self._now)
        if not await self._apps.use_up(found.service, found.jti, self._now):
            raise AssertionRefused
        return mint.token(rules.claims_of_service(found.service))
