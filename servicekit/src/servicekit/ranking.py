"""Finds short texts, such as names and questions, in memory; some hundred thousand at most.

An inverted index in plain lists. What a query may cost is bounded: its rarest terms are looked up
first, and what is left when enough has been seen are terms that tell next to nothing.
"""

import heapq
import math
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from rapidfuzz import fuzz

from servicekit import text as texts
from servicekit.lines import Lines

K1, B = 1.2, 0.35  # BM25: saturation of repetition, weight of length
MEAN_TERMS = 30  # of a name in Chinese; only relative length matters
MOST_SEEN = 6_000  # places that one query looks at
MOST_CANDIDATES = 200  # texts that are compared with the query as a whole
SLIP = 82  # of 100: how alike two romanised texts must be to count as a slip
SHORTEST_SLIP = 5  # letters
TYPO = 60  # of 100: how alike two texts with one wrong character are
SAID_ELSEWHERE = 0.5  # what a term counts that another text of the same thing says
MOST_TYPED = 2_000  # texts that are compared as completions


@dataclass(frozen=True)
class Text:
    """One text of one thing; a thing is as good as the best of its texts, and a little for the others."""

    key: str
    text: str
    #: What kind of text it is; explains a hit.
    field: str


@dataclass(frozen=True)
class Hit:
    """One thing that fits a query."""

    key: str
    score: float
    #: Which text fitted best.
    matched: str
    #: The field of that text.
    field: str
    #: How it fits: `word`, `synonym`, `pinyin`, `initials`, `typo`.
    why: str
    #: How much of what the query says the thing says too, 0 to 1; rare things weigh more.
    share: float


@dataclass(frozen=True, slots=True)
class _Place:
    """What is kept of one text."""

    key: str
    text: str
    field: str
    terms: tuple[str, ...]
    #: BM25's part of the length.
    fit: float
    initials: str
    romanised: str


class Ranking:
    """BM25 over words, character pairs and sounds; texts come and go while it is searched."""

    def __init__(self, found: Iterable[Text] = ()) -> None:
        self._places: list[_Place | None] = []
        self._postings: defaultdict[str, list[int]] = defaultdict(list)
        self._of: defaultdict[str, list[int]] = defaultdict(list)
        #: One string for each term, however many texts say it.
        self._terms: dict[str, str] = {}
        self._typed: _Typed | None = None
        self._lock = threading.Lock()
        self._add(found)

    def __len__(self) -> int:
        return len(self._of)

    def replace(self, keys: Iterable[str], found: Iterable[Text]) -> None:
        """Take the texts of `keys` out and put others in; a search sees all of it or nothing."""
        ready = [self._read(one) for one in found]
        with self._lock:
            for key in keys:
                self._remove(key)
            for one in ready:
                self._put(one)
            self._typed = None

    def search(self, query: str, limit: int = 20, *, also: Mapping[str, float] | None = None) -> list[Hit]:
        """Return the things that fit best, best first.

        `also` says something of the query in other words, with what each counts of the query's own.
        """
        with self._lock:
            asked = self._asked(query, also or {})
            sums = self._sums(asked)
            letters = texts.latin(query)
            judge = self._by_letters(letters) if letters else self._by_terms(query)
            best = self._best(sums, judge)
            return self._hits(query, asked, best, limit, letters)

    def coverage(self, query: str, matched: str, *, besides: str = "") -> float:
        """Return how much of what a query says a text says too, by sound, 0 to 1; rare things weigh more.

        What stands in `besides` is not counted: it is said by everything that is compared.
        """
        kind = "q:" if any(term.startswith("q:") for term in texts.terms(query)) else "s:"
        wanted = {term for term in texts.terms(query) if term.startswith(kind)} - set(texts.terms(besides))
        return self._share(dict.fromkeys(wanted, 1.0), frozenset(texts.terms(matched)))

    def suggest(self, query: str, limit: int = 8) -> list[str]:
        """Return texts that begin with, hold or sound like what is being typed."""
        plain, letters = texts.core(query), texts.latin(query)
        if not plain:
            return []
        with self._lock:
            if self._typed is None:
                self._typed = _Typed(one for one in self._places if one)
            typed = self._typed
        found = typed.holding(letters or plain, is_latin=bool(letters))
        if not found:
            return list(dict.fromkeys(hit.matched for hit in self.search(query, limit)))
        return heapq.nsmallest(limit, found, key=lambda text: (found[text], len(text), text))

    def _add(self, found: Iterable[Text]) -> None:
        for one in found:
            self._put(self._read(one))

    def _read(self, one: Text) -> _Place:
        """Read a text once."""
        asked = texts.terms(one.text)
        sounds = texts.pinyin("".join(texts.HAN.findall(texts.normal(one.text))))
        initials, romanised = "".join(sound[0] for sound in sounds), "".join(sounds)
        found = {*asked, *(f"i:{pair}" for pair in texts.pairs(initials)), *texts.trigrams(romanised)}
        terms = tuple(self._terms.setdefault(term, term) for term in found)
        fit = (K1 + 1) / (1 + K1 * (1 - B + B * len(asked) / MEAN_TERMS))
        return _Place(one.key, one.text, one.field, terms, fit, initials, romanised)

    def _put(self, one: _Place) -> None:
        number = len(self._places)
        self._places.append(one)
        self._of[one.key].append(number)
        for term in one.terms:
            self._postings[term].append(number)

    def _remove(self, key: str) -> None:
        for number in self._of.pop(key, ()):
            one, self._places[number] = self._places[number], None
            for term in one.terms if one else ():
                self._postings[term].remove(number)

    def _rarity(self, term: str) -> float:
        count = len(self._postings.get(term, ()))
        return math.log(1 + (len(self._places) - count + 0.5) / (count + 0.5))

    def _worth(self, term: str) -> float:
        return texts.WEIGHT[term[0]] * self._rarity(term)

    def _share(self, asked: Mapping[str, float], said: frozenset[str]) -> float:
        total = sum(self._worth(term) * part for term, part in asked.items())
        covered = sum(self._worth(term) * part for term, part in asked.items() if term in said)
        return covered / total if total else 0.0

    def _asked(self, query: str, also: Mapping[str, float]) -> dict[str, float]:
        """Return the terms of a query, and what each counts."""
        asked: dict[str, float] = {}
        for one, part in also.items():
            for term in texts.terms(one):
                asked[term] = max(asked.get(term, 0.0), part)
        asked |= dict.fromkeys(texts.terms(query), 1.0)
        return asked

    def _sums(self, asked: Mapping[str, float]) -> dict[int, float]:
        """Return what each text shares with a query, the rarest terms first."""
        sums: defaultdict[int, float] = defaultdict(float)
        seen = 0
        for term in sorted(asked, key=lambda one: len(self._postings.get(one, ()))):
            places = self._postings.get(term, ())
            seen += len(places)
            if seen > MOST_SEEN and sums:
                break
            worth = self._worth(term) * asked[term]
            for number in places:
                sums[number] += worth
        return sums

    def _best(
        self, sums: Mapping[int, float], judge: Callable[[_Place, float], float]
    ) -> dict[str, tuple[float, _Place]]:
        """Return the best text of each thing."""
        best: dict[str, tuple[float, _Place]] = {}
        places = self._places
        for number in heapq.nlargest(MOST_CANDIDATES, sums, key=sums.__getitem__):
            if (one := places[number]) is None:
                continue
            score = judge(one, sums[number])
            if score > best.get(one.key, (0.0,))[0]:
                best[one.key] = (score, one)
        return best

    def _hits(
        self,
        query: str,
        asked: Mapping[str, float],
        best: Mapping[str, tuple[float, _Place]],
        limit: int,
        letters: str,
    ) -> list[Hit]:
        worth = {term: self._worth(term) * part for term, part in asked.items()}
        total, wanted = sum(worth.values()) or 1.0, frozenset(worth)
        own = frozenset(term for term, part in asked.items() if part == 1.0 and term[0] in "wbq")
        is_widened = any(part < 1.0 for part in asked.values())
        ranked = []
        for key, (score, one) in heapq.nlargest(limit, best.items(), key=lambda found: found[1][0]):
            said = self._said(key, wanted)
            covered = sum(map(worth.__getitem__, said))
            if not letters:
                score += SAID_ELSEWHERE * sum(map(worth.__getitem__, said.difference(one.terms)))
            ranked.append((-score, key, one, covered / total))
        ranked.sort(key=lambda found: found[:2])

        def why(one: _Place) -> str:
            if letters:
                return "initials" if letters in one.initials else "pinyin"
            if own.isdisjoint(one.terms):
                return "synonym" if is_widened else "typo"
            return _slip(query, one.text)

        return [
            Hit(key, round(-score, 3), one.text, one.field, why(one), round(share, 3))
            for score, key, one, share in ranked
        ]

    def _said(self, key: str, wanted: frozenset[str]) -> frozenset[str]:
        """Return the terms that some text of a thing says."""
        places = map(self._places.__getitem__, self._of[key])
        return wanted.intersection(chain.from_iterable(one.terms for one in places if one))

    def _by_terms(self, query: str) -> Callable[[_Place, float], float]:
        # A short text that fits whole beats a long one that holds the query among others.
        plain = texts.core(query)
        return lambda one, total: total * one.fit * (1 + fuzz.ratio(plain, one.text) / 200)

    def _by_letters(self, letters: str) -> Callable[[_Place, float], float]:
        is_spelled = bool(texts.spelled(letters))

        def judge(one: _Place, total: float) -> float:
            first, whole = one.initials, one.romanised
            if letters in first:
                return 40 + 40 * len(letters) / len(first) + 10 * first.startswith(letters)
            if letters in whole:
                return 60 + 40 * len(letters) / len(whole)
            if is_spelled:
                return total * one.fit
            is_long = SHORTEST_SLIP <= len(letters) <= len(whole) + 2
            alike = fuzz.partial_ratio(letters, whole) if is_long else 0
            return alike / 2 if alike >= SLIP else 0

        return judge


class _Typed:
    """The texts as they are found while they are typed."""

    def __init__(self, places: Iterable[_Place]) -> None:
        kept = list({one.text: one for one in places}.values())
        self._texts = [one.text for one in kept]
        self._written = [Lines(self._texts)]
        self._spoken = [Lines(one.initials for one in kept), Lines(one.romanised for one in kept)]

    def holding(self, part: str, *, is_latin: bool) -> dict[str, int]:
        """Return texts that begin with a part (0) or hold it (1)."""
        found: dict[str, int] = {}
        for lines in self._spoken if is_latin else self._written:
            for number, begins in islice(lines.holding(part), MOST_TYPED):
                text = self._texts[number]
                found[text] = min(found.get(text, 1), 0 if begins else 1)
        return found


def _slip(query: str, text: str) -> str:
    """Return how a text that shares words or sounds with a query fits it."""
    if texts.is_slip(query, text):
        return "pinyin"
    plain = texts.core(query)
    if len(set(plain) - set(text)) != 1 or plain in text or text in plain:
        return "word"
    return "typo" if fuzz.partial_ratio(plain, text) >= TYPO else "word"
