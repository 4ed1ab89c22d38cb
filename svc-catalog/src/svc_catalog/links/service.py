"""Use cases on links."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from svc_catalog.items.models import Item
from svc_catalog.items.types import State
from svc_catalog.links import rules
from svc_catalog.links.errors import NoSuchLink, NothingToLinkTo
from svc_catalog.links.models import Link
from svc_catalog.links.schemas import LinkOut
from svc_catalog.links.types import Kind
from svc_catalog.scenes.models import Scene
from svc_catalog.sheets.models import Sheet


class LinkService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime, public_url: str) -> None:
        self._session = session
        self._now = now
        self._public_url = public_url

    async def make(self, kind: Kind, key: str) -> LinkOut:
        """Return the link to a page; the same page has the same link for ever.

        Only pages that exist have one, so that nobody fills the table.

        Raises:
            NothingToLinkTo: there is no such page.

        """
        there = {
            Kind.ITEM: exists().where(Item.item_id == key, Item.state == State.PUBLISHED),
            Kind.SCENE: exists().where(Scene.code == key, Scene.published.is_not(None)),
            Kind.SHEET: exists().where(Sheet.code == key),
        }[kind]
        if not await self._session.scalar(select(there)):
            raise NothingToLinkTo
        new = insert(Link).values(code=rules.new_code(), kind=kind, key=key, made_at=self._now)
        await self._session.execute(new.on_conflict_do_nothing(index_elements=["kind", "key"]))
        wanted = select(Link).where(Link.kind == kind, Link.key == key)
        return self._shown((await self._session.scalars(wanted)).one())

    async def target(self, code: str) -> str:
        """Return the address of the page that a link stands for.

        Raises:
            NoSuchLink: it stands for none.

        """
        link = await self._session.get(Link, code.lower())
        if link is None:
            raise NoSuchLink
        return rules.page(self._public_url, Kind(link.kind), link.key)

    def _shown(self, link: Link) -> LinkOut:
        kind = Kind(link.kind)
        return LinkOut(
            code=link.code,
            kind=kind,
            key=link.key,
            page=rules.page(self._public_url, kind, link.key),
            short=rules.short(self._public_url, link.code),
        )
