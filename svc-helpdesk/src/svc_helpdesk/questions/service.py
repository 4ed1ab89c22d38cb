"""Use cases on questions: answer with a citation, ask back, or hand on; never guess."""

import asyncio
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.ranking import Hit, Ranking, Text
from svc_helpdesk.items.models import Item
from svc_helpdesk.knowledge import rules
from svc_helpdesk.knowledge.models import Entry
from svc_helpdesk.knowledge.repository import KnowledgeRepository
from svc_helpdesk.questions.schemas import AnswerOut, ChoiceOut, CitationOut, PersonOut
from svc_helpdesk.settings import Settings

MOST_CHOICES = 4
# How much of a listed question must be asked; more if an aspect is asked for as well.
LIKE_QUESTION, SAME_QUESTION = 0.28, 0.6


class Library:
    """The names of items in one process, made anew when the copy of the catalogue has changed."""

    def __init__(self) -> None:
        self._ranking = Ranking([])
        #: All that is said of an item of the directory: names and listed questions.
        self.sayings: dict[str, str] = {}
        self._state: tuple[int, int] = (0, 0)
        self._making = asyncio.Lock()

    async def ranking(self, session: AsyncSession) -> Ranking:
        """Return an index over the names of all items of the directory."""
        counted = select(func.count(func.distinct(Item.directory_code)), func.count()).select_from(Item)
        state = tuple((await session.execute(counted)).one())
        if state != self._state:
            async with self._making:
                if state != self._state:
                    names, self.sayings = await _names(session)
                    self._ranking = await asyncio.to_thread(Ranking, names)
                    self._state = (state[0], state[1])
        return self._ranking


async def _names(session: AsyncSession) -> tuple[list[Text], dict[str, str]]:
    # The names are the same in every county: one of each is enough.
    found = select(Item.directory_code, Item.name, Item.plain_names, Item.questions).order_by(
        func.jsonb_array_length(Item.questions)
    )
    names: dict[str, list[Text]] = {}
    sayings: dict[str, str] = {}
    for code, name, plain_names, questions in await session.execute(found):
        names[code] = [Text(code, name, "name"), *(Text(code, plain, "plain_name") for plain in plain_names)]
        sayings[code] = " ".join([name, *plain_names, *questions])
    return [text for of_item in names.values() for text in of_item], sayings


class QuestionService:
    """Answers one question."""

    def __init__(self, session: AsyncSession, library: Library, settings: Settings) -> None:
        self._knowledge = KnowledgeRepository(session)
        self._session = session
        self._library = library
        self._settings = settings

    async def ask(self, text: str, region: str, chosen: str | None) -> AnswerOut:
        """Return what the bot says: the answer of exactly one entry, a choice, or the way to a person."""
        if chosen is not None:
            item = await self._knowledge.item(chosen)
            return await self._about(item, text) if item else self._person("没有找到您选择的事项。")
        ranking = await self._library.ranking(self._session)
        core = rules.about(text) or text
        hits = await asyncio.to_thread(ranking.search, core, MOST_CHOICES * 3)
        fitting = [hit for hit in hits if self._fits(ranking, core, hit)]
        items = await self._in_region(region, [hit.key for hit in fitting])
        fitting = [hit for hit in fitting if hit.key in items]
        if not fitting:
            return self._person("这个问题我还不会，可以转人工帮您。")
        best = fitting[0]
        close = [hit for hit in fitting if hit.score > best.score * (1 - self._settings.least_gap)]
        if len(close) > 1:
            return self._choose([items[hit.key] for hit in close[:MOST_CHOICES]])
        return await self._about(items[best.key], text)

    def _fits(self, ranking: Ranking, core: str, hit: Hit) -> bool:
        """Tell whether an item covers enough of what the question is about."""
        if hit.why == "initials":
            return True
        return ranking.coverage(core, self._library.sayings[hit.key]) >= self._settings.least_coverage

    async def _in_region(self, region: str, codes: Sequence[str]) -> dict[str, Item]:
        found = select(Item).where(
            Item.region_code == region, Item.directory_code.in_(codes), Item.state != "draft"
        )
        return {item.directory_code: item for item in await self._session.scalars(found)}

    async def _about(self, item: Item, text: str) -> AnswerOut:
        """Return the entry of an item that a question asks for."""
        entries = await self._knowledge.answers(item.item_id)
        if not entries:
            return self._person(f"关于“{item.name}”的答案正在核实，暂不能答复，可以转人工。", item)
        entry = _chosen(entries, item, text)
        return AnswerOut(
            outcome="answered",
            text=entry.answer,
            citation=CitationOut(
                entry_id=entry.entry_id,
                item_id=item.item_id,
                item_name=item.name,
                item_version=entry.item_version,
            ),
            person=self._way(item),
        )

    def _choose(self, items: Sequence[Item]) -> AnswerOut:
        return AnswerOut(
            outcome="choose",
            text="您想问的是哪一项？",
            choices=[ChoiceOut(item_id=item.item_id, name=item.name) for item in items],
            person=self._way(None),
        )

    def _person(self, text: str, item: Item | None = None) -> AnswerOut:
        return AnswerOut(outcome="person", text=text, person=self._way(item))

    def _way(self, item: Item | None) -> PersonOut:
        phone = item.consult_phone if item and item.consult_phone else self._settings.hotline
        return PersonOut(phone=phone)


def _chosen(entries: Sequence[Entry], item: Item, text: str) -> Entry:
    """Return the entry that fits best: a listed question, else the aspect asked for, else how to do it."""
    listed = [entry for entry in entries if entry.aspect == "faq"]
    ranking = Ranking([Text(entry.entry_id, entry.question, "faq") for entry in listed])
    aspect = rules.aspect_of(text)
    # The item's own names are in every question about it, so they tell nothing.
    names = " ".join([item.name, *item.plain_names])
    alike = {entry.entry_id: ranking.coverage(entry.question, text, besides=names) for entry in listed}
    best = max(listed, key=lambda entry: alike[entry.entry_id], default=None)
    if best and alike[best.entry_id] >= (SAME_QUESTION if aspect else LIKE_QUESTION):
        return best
    wanted = aspect or "steps"
    return next((entry for entry in entries if entry.aspect == wanted), entries[0])
