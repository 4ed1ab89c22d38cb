"""Use cases on situations."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.routing import check_version
from svc_catalog.items.files import GuideFiles, hashes_of
from svc_catalog.items.models import Item
from svc_catalog.items.schemas import GuideFileOut
from svc_catalog.items.service import ItemService, handling_item_out
from svc_catalog.items.types import Guide, Limit
from svc_catalog.situations import rules
from svc_catalog.situations.errors import NoGuide, SituationsDoNotHold
from svc_catalog.situations.models import SituationSet
from svc_catalog.situations.schemas import (
    AnswersOut,
    FindingOut,
    MatchOut,
    OperatorSituationsOut,
    SituationsOut,
)
from svc_catalog.situations.types import Answers, Resolved, Situations


class SituationService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._items = ItemService(session, now)
        self._now = now

    async def shown(self, item_id: str) -> SituationsOut:
        """Return what a published item asks.

        Raises:
            NoSuchItem: there is none, or it is not published.
            NoGuide: nothing is written of it yet.

        """
        item, _ = await self._items.guide(item_id)
        version, wish = await self._of(item)
        return SituationsOut(
            item_id=item_id, version=version, questions=wish.questions, situations=wish.situations
        )

    async def resolve(self, item_id: str, answers: Answers) -> tuple[Item, Resolved]:
        """Return what a published item asks of somebody with these answers.

        Raises:
            NoSuchItem: there is none, or it is not published.
            NoGuide: nothing is written of it yet.
            MalformedRequest: a question is not answered, or not with one of its options.

        """
        item, _ = await self._items.guide(item_id)
        return item, await self.resolved(item, answers)

    async def resolved(self, item: Item, answers: Answers) -> Resolved:
        """Return what an item asks of somebody with these answers.

        Raises:
            NoGuide, MalformedRequest: as `resolve`.

        """
        _, wish = await self._of(item)
        return rules.resolve(wish, answers, guide_of(item), item.entry.name)

    async def match(self, item_id: str, answers: Answers) -> MatchOut:
        """Return what a published item asks of somebody with these answers, as JSON.

        Raises:
            NoSuchItem, NoGuide, MalformedRequest: as `resolve`.

        """
        item, resolved = await self.resolve(item_id, answers)
        files = await GuideFiles(self._session).shown(hashes_of(resolved.materials))
        return match_out(item, resolved, files)

    async def of_items(self, items: Sequence[Item]) -> dict[str, Situations]:
        """Return the situations of items that have a guide, by their ids."""
        wanted = SituationSet.item_id.in_([item.item_id for item in items])
        rows = {row.item_id: row for row in await self._session.scalars(select(SituationSet).where(wanted))}
        return {
            item.item_id: stored(rows[item.item_id])
            if item.item_id in rows
            else rules.only_default(guide_of(item))
            for item in items
            if item.guide
        }

    async def for_operator(self, item_id: str, regions: Iterable[str]) -> OperatorSituationsOut:
        """Return what an item of an operator's regions asks, and what of it no longer fits its guide.

        Raises:
            NoSuchItem: there is none in the operator's regions.
            NoGuide: nothing is written of it yet.

        """
        item, _ = await self._items.guide_for_operator(item_id, regions)
        version, wish = await self._of(item)
        found = rules.findings(wish, guide_of(item), legal_limit(item))
        return OperatorSituationsOut(
            item_id=item_id,
            version=version,
            questions=wish.questions,
            situations=wish.situations,
            findings=[FindingOut.model_validate(one) for one in found],
        )

    async def write(
        self, item_id: str, regions: Iterable[str], wish: Situations, if_match: str | None
    ) -> tuple[Item, SituationSet]:
        """Replace what an item asks; it holds from the next reader on.

        Raises:
            NoSuchItem: there is none in the operator's regions.
            NoGuide: nothing is written of it yet.
            StaleVersion: somebody has changed it since.
            SituationsDoNotHold: rules are broken, listed in `errors`.

        """
        item, _ = await self._items.guide_for_operator(item_id, regions)
        found = rules.findings(wish, guide_of(item), legal_limit(item))
        wanted = select(SituationSet).where(SituationSet.item_id == item_id).with_for_update()
        row = await self._session.scalar(wanted)
        check_version(if_match, row.version if row else 0)
        if found:
            raise SituationsDoNotHold(
                errors=[
                    {"code": one.code, "pointer": one.pointer, "detail": one.detail, "zh": one.zh}
                    for one in found
                ]
            )
        if row is None:
            row = SituationSet(item_id=item_id, region_code=item.region_code)
            self._session.add(row)
        row.questions = [question.model_dump() for question in wish.questions]
        row.situations = [situation.model_dump() for situation in wish.situations]
        row.changed_at = self._now
        await self._session.flush()
        return item, row

    async def _of(self, item: Item) -> tuple[int, Situations]:
        guide = guide_of(item)
        row = await self._session.get(SituationSet, item.item_id)
        return (row.version, stored(row)) if row else (0, rules.only_default(guide))


def stored(row: SituationSet) -> Situations:
    """Return a row as the situations that it holds."""
    return Situations.model_validate({"questions": row.questions, "situations": row.situations})


def guide_of(item: Item) -> Guide:
    """Return the guide of an item.

    Raises:
        NoGuide: it is not written yet.

    """
    if item.guide is None:
        raise NoGuide
    return Guide.model_validate(item.guide)


def legal_limit(item: Item) -> Limit | None:
    """Return the limit that the law sets, where one is known."""
    return Limit.model_validate(item.entry.legal_limit) if item.entry.legal_limit else None


def match_out(item: Item, resolved: Resolved, files: Mapping[str, GuideFileOut]) -> MatchOut:
    """Return what was found, as JSON."""
    return MatchOut(
        item_id=item.item_id,
        situation=resolved.situation.code,
        situation_name=resolved.situation.name,
        note=resolved.situation.note,
        handling_item=handling_item_out(item, resolved.handling_item),
        answers=[
            AnswersOut(question=question.code, text=question.text, option=option.code, label=option.label)
            for question, option in resolved.answers
        ],
        materials=resolved.materials,
        files=dict(files),
        fees=resolved.fees,
        limit=resolved.limit,
    )
