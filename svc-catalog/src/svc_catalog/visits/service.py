"""Use cases on what is seen and said of guides."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.workdays import SHANGHAI
from svc_catalog.asked.rules import county
from svc_catalog.media.models import MediaGuide
from svc_catalog.media.service import MediaService
from svc_catalog.media.types import Form
from svc_catalog.regions.service import RegionService
from svc_catalog.visits import rules
from svc_catalog.visits.models import Feedback
from svc_catalog.visits.repository import VisitRepository
from svc_catalog.visits.schemas import (
    CountsOut,
    DayOut,
    FeedbackIn,
    FiguresOut,
    FullFiguresOut,
    PlaceOut,
    SaidOut,
    VisitIn,
)
from svc_catalog.visits.types import Act, Reason

KEPT_FOR = timedelta(days=400)
MONTH = timedelta(days=29)


class VisitService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime, media: MediaService) -> None:
        self._session = session
        self._visits = VisitRepository(session)
        self._regions = RegionService(session)
        self._media = media
        self._today = now.astimezone(SHANGHAI).date()

    async def count(self, media_id: UUID, visit: VisitIn) -> None:
        """Count that a published guide was opened, or seen to its end.

        Raises:
            NoSuchMedia: it is not published.
            NoSuchRegion: there is no such county.

        """
        one = await self._media.published(media_id)
        await self._visits.count(
            {
                "media_id": one.media_id,
                "day": self._today,
                "region_code": await self._county(visit.region),
                "channel": visit.channel,
                "views": visit.act is Act.VIEW,
                "completions": visit.act is Act.COMPLETE,
            }
        )

    async def say(self, media_id: UUID, said: FeedbackIn) -> None:
        """Keep what somebody says of a published guide, without what could tell who he is.

        Raises:
            NoSuchMedia: it is not published.
            NoSuchRegion: there is no such county.

        """
        one = await self._media.published(media_id)
        self._session.add(
            Feedback(
                media_id=one.media_id,
                number=one.number,
                day=self._today,
                region_code=await self._county(said.region),
                channel=said.channel,
                is_helpful=said.is_helpful,
                reason=said.reason,
                text=rules.kept(said.text),
            )
        )

    async def _county(self, region: str) -> str:
        """Return the county of a region: a made-up code would be a way to leave a mark."""
        found = county(region)
        await self._regions.lists(found)
        return found

    async def figures(
        self, regions: Iterable[str], since: date | None, until: date | None
    ) -> list[FiguresOut]:
        """Return the figures of an operator's guides, those most seen first; of thirty days unless said."""
        start, end = self._span(since, until)
        rows = await self._media.of_regions(regions)
        found = await self._figures(rows, start, end)
        return sorted(found, key=lambda one: (-one.views, one.title))

    async def full(
        self, media_id: UUID, regions: Iterable[str], since: date | None, until: date | None
    ) -> FullFiguresOut:
        """Return the figures of one guide by day and place, and what was said of it.

        Raises:
            NoSuchMedia: there is none in the operator's regions.

        """
        one = await self._media.for_operator(media_id, regions)
        span = self._span(since, until)
        (figures,) = await self._figures([one], *span)
        places = await self._visits.places(media_id, *span)
        names = await self._regions.names({row.region_code for row in places})
        return FullFiguresOut(
            **figures.model_dump(),
            days=[DayOut.model_validate(row) for row in await self._visits.days(media_id, *span)],
            places=[
                PlaceOut(**row._mapping, region_name=names.get(row.region_code, ""))  # noqa: SLF001 - its public face
                for row in places
            ],
            said=[SaidOut.model_validate(row) for row in await self._visits.texts(media_id, *span)],
        )

    async def _figures(self, rows: Iterable[MediaGuide], since: date, until: date) -> list[FiguresOut]:
        rows = list(rows)
        ids = [row.media_id for row in rows]
        seen = await self._visits.seen(ids, since, until)
        said = await self._visits.said(ids, since, until)
        return [
            FiguresOut(
                **counts(seen.get(row.media_id, (0, 0)), said.get(row.media_id, {})).model_dump(),
                media_id=row.media_id,
                title=row.title,
                form=Form(row.form),
                region_code=row.region_code,
                is_published=row.published is not None,
            )
            for row in rows
        ]

    def _span(self, since: date | None, until: date | None) -> tuple[date, date]:
        end = until or self._today
        return since or end - MONTH, end


def counts(seen: tuple[int, int], said: dict[tuple[bool, str | None], int]) -> CountsOut:
    """Return what was seen and said as one answer."""
    bad = sorted((-count, reason) for (_, reason), count in said.items() if reason)
    return CountsOut(
        views=seen[0],
        completions=seen[1],
        helpful=sum(count for (is_helpful, _), count in said.items() if is_helpful),
        not_helpful=sum(count for (is_helpful, _), count in said.items() if not is_helpful),
        reasons={Reason(reason): -count for count, reason in bad},
    )


async def forget(session: AsyncSession, now: datetime) -> None:
    """Remove the counts and words of days long past."""
    await VisitRepository(session).forget((now - KEPT_FOR).date())
