"""Use cases of search."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit import text as texts
from servicekit.ranking import Hit
from svc_catalog.asked.service import Tally
from svc_catalog.items.models import Item
from svc_catalog.items.service import item_out
from svc_catalog.regions.rules import ancestry
from svc_catalog.search import rules
from svc_catalog.search.errors import NothingToOpen
from svc_catalog.search.library import Library
from svc_catalog.search.repository import SearchRepository
from svc_catalog.search.schemas import ClickIn, CountOut, HitOut, OtherOut, ResultOut
from svc_catalog.search.types import FACETS, ITEM, QUESTION, Document, Offer, Wish

WIDE = 60  # items that are counted and put in order, before those that a region does not offer fall out
MOST_OTHERS = 3  # of each kind


@dataclass(frozen=True)
class Found:
    """An item that fits and is offered."""

    hit: Hit
    document: Document
    offer: Offer
    facets: Mapping[str, tuple[str, ...]]


class SearchService:
    """Finds what a region offers; what is withdrawn is not found from that moment on."""

    def __init__(self, session: AsyncSession, library: Library, tally: Tally) -> None:
        self._session = session
        self._library = library
        self._tally = tally
        self._repository = SearchRepository(session)

    async def search(self, wish: Wish) -> ResultOut:
        """Return what is offered to somebody in a region and fits a query, best first, and why.

        Raises:
            NoSuchRegion: the tree does not hold the region.

        """
        library = await self._library.follow(self._session)
        lists = await library.lists(self._session, wish.region)
        items, rest = self._items(library, wish), self._others(library, wish, lists)
        codes = {document.directory_code for _, document in (*items, *rest) if document.directory_code}
        offers = await self._repository.offers(lists, codes)
        found = offered(items, offers, ancestry(wish.region))
        chosen = [one for one in found if rules.fits(one.facets, wish.filters)]
        page = chosen[: wish.limit]
        others = [
            (hit, document, offers.get(document.directory_code or ""))
            for hit, document in rest
            if document.directory_code is None or document.directory_code in offers
        ]
        shown = {one.offer.item_id for one in page} | {offer.item_id for _, _, offer in others if offer}
        rows = await self._repository.items(shown) if shown else {}
        answer = ResultOut(
            query=wish.query,
            did_you_mean=rules.meant(wish.query, found[0].hit) if found else None,
            hits=[
                HitOut(item=item_out(rows[one.offer.item_id]), **match(wish.query, one.hit, one.document))
                for one in page
            ],
            total=len(chosen),
            facets=counts([one.facets for one in found], wish.filters),
            others=[
                other
                for hit, document, offer in others
                if (other := other_out(wish.query, hit, document, rows[offer.item_id] if offer else None))
            ],
        )
        if not wish.filters:
            is_empty = not found and not answer.others
            self._tally.ask(wish.query, wish.region, wish.asked_at, is_empty=is_empty)
        await self._tally.write(self._session)
        return answer

    async def suggest(self, query: str) -> list[str]:
        """Return completions of what is being typed."""
        library = await self._library.follow(self._session)
        return library.shelves[ITEM].ranking.suggest(query)

    async def nearest(self, query: str, region: str) -> tuple[Document, bool] | None:
        """Return the item that is nearest to a query, and whether search shows it; `None` if none is."""
        library = await self._library.follow(self._session)
        hits = library.shelves[ITEM].ranking.search(query, 1, also=self._also(library, query, region))
        if not hits:
            return None
        return library.shelves[ITEM].documents[hits[0].key], bool(rules.worth_showing(query, hits))

    async def click(self, click: ClickIn, at: datetime) -> None:
        """Count that something was opened from a list of results.

        Raises:
            NothingToOpen: search knows nothing of this kind and key.

        """
        shelf = (await self._library.follow(self._session)).shelves.get(click.kind)
        if shelf is None or click.key not in shelf.documents:
            raise NothingToOpen
        self._tally.click(click.q, click.region, at, kind=click.kind, key=click.key, place=click.place)
        await self._tally.write(self._session)

    def _also(self, library: Library, query: str, region: str) -> dict[str, float]:
        return rules.in_other_words(query, library.synonyms, region)

    def _items(self, library: Library, wish: Wish) -> list[tuple[Hit, Document]]:
        """Return the items that fit, in the order that suits who asks."""
        shelf = library.shelves[ITEM]
        hits = shelf.ranking.search(wish.query, WIDE, also=self._also(library, wish.query, wish.region))
        hits = rules.worth_showing(wish.query, hits)
        facets = {hit.key: shelf.documents[hit.key].facets for hit in hits}
        return [(hit, shelf.documents[hit.key]) for hit in rules.in_order(hits, facets, wish.profile)]

    def _others(self, library: Library, wish: Wish, lists: Sequence[str]) -> list[tuple[Hit, Document]]:
        """Return what else fits and is there: questions, sites nearby, policies, guides."""
        found: list[tuple[Hit, Document]] = []
        for kind, shelf in library.shelves.items():
            if kind == ITEM:
                continue
            hits = rules.worth_reading(wish.query, shelf.ranking.search(wish.query, MOST_OTHERS * 4))
            documents = ((hit, shelf.documents[hit.key]) for hit in hits)
            there = [one for one in documents if is_shown(one[1], wish.region, lists)]
            found += there[:MOST_OTHERS]
        return found


def is_shown(document: Document, region: str, lists: Sequence[str]) -> bool:
    """Tell whether something is shown to somebody in a region: it is near him, or somebody near shows it."""
    return any(rules.is_there(code, region, lists) for code in (document.region_code, *document.also_in))


def offered(
    items: Sequence[tuple[Hit, Document]], offers: Mapping[str, Offer], above: Sequence[str]
) -> list[Found]:
    """Return those of the items that are offered, with what tells them apart there."""
    return [
        Found(
            hit,
            document,
            offer,
            {
                **document.facets,
                "level": (rules.level_of(offer.region_code, above),),
                "channel": offer.channels,
            },
        )
        for hit, document in items
        if (offer := offers.get(document.key))
    ]


def other_out(query: str, hit: Hit, document: Document, item: Item | None) -> OtherOut | None:
    """Return what is not an item; a question only with the answer of the guide that holds there."""
    text = document.text
    if document.kind == QUESTION:
        faq = (item.guide or {}).get("faq", []) if item else []
        text = next((one["answer"] for one in faq if one["question"] == document.title), "")
        if not text:
            return None
    return OtherOut(
        kind=document.kind,
        key=document.key,
        title=document.title,
        text=text,
        item_id=item.item_id if item else None,
        region_code=document.region_code,
        **match(query, hit, document),
    )


def match(query: str, hit: Hit, document: Document) -> dict[str, Any]:
    """Return why something was found, as the answer says it."""
    return {
        "matched": hit.matched,
        "score": hit.score,
        "field": hit.field,
        "why": hit.why,
        "spans": texts.spans(query, document.title),
        "matched_spans": texts.spans(query, hit.matched),
    }


def counts(
    found: Sequence[Mapping[str, tuple[str, ...]]], filters: Mapping[str, str]
) -> dict[str, list[CountOut]]:
    """Return by facet how much has which value, among what the other facets' filters leave."""
    counted: dict[str, list[CountOut]] = {}
    for facet in FACETS:
        rest = {name: value for name, value in filters.items() if name != facet}
        values = Counter(
            value for facets in found if rules.fits(facets, rest) for value in facets.get(facet, ())
        )
        counted[facet] = [
            CountOut(value=value, count=count)
            for value, count in sorted(values.items(), key=lambda one: (-one[1], one[0]))
        ]
    return counted
