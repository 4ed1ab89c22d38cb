"""All SQL of scenes."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.scope import within
from svc_catalog.scenes.models import Scene, ScenePublication


class SceneRepository:
    """Finds scenes; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def published(self, regions: Iterable[str]) -> Sequence[Scene]:
        """Return what is published for one of several regions, by code."""
        wanted = Scene.published.is_not(None) & Scene.region_code.in_(list(regions))
        return (await self._session.scalars(select(Scene).where(wanted).order_by(Scene.code))).all()

    async def find(self, code: str) -> Scene | None:
        """Return one scene, in whatever state."""
        return await self._session.get(Scene, code)

    async def find_within(self, code: str, regions: Iterable[str]) -> Scene | None:
        """Return one scene of the regions."""
        wanted = (Scene.code == code) & within(Scene.region_code, regions)
        return await self._session.scalar(select(Scene).where(wanted))

    async def lock_within(self, code: str, regions: Iterable[str]) -> Scene | None:
        """Return one scene of the regions, holding it until the transaction ends."""
        wanted = (Scene.code == code) & within(Scene.region_code, regions)
        return await self._session.scalar(select(Scene).where(wanted).with_for_update())

    async def page_within(self, regions: Iterable[str], after: str | None, limit: int) -> Sequence[Scene]:
        """Return the scenes of the regions by code, from after one on."""
        found = select(Scene).where(within(Scene.region_code, regions))
        if after:
            found = found.where(Scene.code > after)
        return (await self._session.scalars(found.order_by(Scene.code).limit(limit))).all()

    async def publications(self, code: str) -> Sequence[ScenePublication]:
        """Return what was published of a scene, the newest first."""
        wanted = select(ScenePublication).where(ScenePublication.code == code)
        return (await self._session.scalars(wanted.order_by(ScenePublication.number.desc()))).all()
