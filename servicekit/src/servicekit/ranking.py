"""Finds short texts, such as names and questions, in memory; a few ten thousand at most."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from servicekit import text as texts

K1, B = 1.2, 0.35  # BM25: saturation of repetition, weight of length
SLIP = 82  # of 100: how alike two romanised texts must be to count as a slip
SHORTEST_SLIP = 5  # letters
NO_MATCH = 9


@dataclass(frozen=True)
class Text:
    """One text of one thing; a thing is as good as the best of its texts."""

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
    #: The field of that text, or `pinyin`, `initials` when only the sound fits.
    why: str


class Ranking:
    """BM25 over words, character pairs and sounds."""

    def __init__(self, found: Sequence[Text]) -> None:
        self._texts = list(found)
        self._counts = [Counter(texts.terms(one.text)) for one in self._texts]
        self._sizes = [max(sum(counts.values()), 1) for counts in self._counts]
        self._mean = sum(self._sizes) / max(len(self._sizes), 1)
        self._postings: defaultdict[str, list[int]] = defaultdict(list)
        for place, counts in enumerate(self._counts):
            for term in counts:
                self._postings[term].append(place)
        self._initials = [texts.initials(one.text) for one in self._texts]
        self._romanised = [texts.romanised(one.text) for one in self._texts]

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """Return the things that fit best, best first."""
        letters = texts.latin(query)
        scored = self._by_letters(letters) if letters else self._by_terms(query)
        best: dict[str, tuple[float, int, str]] = {}
        for place, (score, why) in scored.items():
            key = self._texts[place].key
            if score > best.get(key, (0.0, 0, ""))[0]:
                best[key] = (score, place, why)
        ranked = sorted(best.items(), key=lambda found: (-found[1][0], found[0]))[:limit]
        hits = []
        for key, (score, place, why) in ranked:
            matched = self._texts[place].text
            by_sound = not letters and texts.is_slip(query, matched)
            hits.append(Hit(key, round(score, 3), matched, "pinyin" if by_sound else why))
        return hits

    def coverage(self, query: str, matched: str, *, besides: str = "") -> float:
        """Return how much of what a query says a text says too, by sound, 0 to 1; rare things weigh more.

        What stands in `besides` is not counted: it is said by everything that is compared.
        """
        kind = "q:" if any(term.startswith("q:") for term in texts.terms(query)) else "s:"
        wanted = {term for term in texts.terms(query) if term.startswith(kind)} - set(texts.terms(besides))
        there = set(texts.terms(matched))
        total = sum(self._worth(term) for term in wanted)
        return sum(self._worth(term) for term in wanted & there) / total if total else 0.0

    def suggest(self, query: str, limit: int = 8) -> list[str]:
        """Return texts that begin with, hold or sound like what is being typed."""
        plain, letters = texts.core(query), texts.latin(query)
        if not plain:
            return []
        found: dict[str, int] = {}
        for place, one in enumerate(self._texts):
            if letters:
                keys = (self._initials[place], self._romanised[place])
                ranks = (0 if key.startswith(letters) else 1 for key in keys if letters in key)
                rank = min(ranks, default=NO_MATCH)
            else:
                rank = 0 if one.text.startswith(plain) else 1 if plain in one.text else NO_MATCH
            if rank < NO_MATCH:
                found.setdefault(one.text, rank)
        if not found and plain:
            return [hit.matched for hit in self.search(query, limit)]
        return sorted(found, key=lambda text: (found[text], len(text), text))[:limit]

    def _rarity(self, term: str) -> float:
        count = len(self._postings.get(term, ()))
        return math.log(1 + (len(self._texts) - count + 0.5) / (count + 0.5))

    def _worth(self, term: str) -> float:
        return texts.WEIGHT[term[0]] * self._rarity(term)

    def _by_terms(self, query: str) -> dict[int, tuple[float, str]]:
        scores: defaultdict[int, float] = defaultdict(float)
        for term in set(texts.terms(query)):
            worth = self._worth(term)
            for place in self._postings.get(term, ()):
                count = self._counts[place][term]
                norm = K1 * (1 - B + B * self._sizes[place] / self._mean)
                scores[place] += worth * count * (K1 + 1) / (count + norm)
        # A short text that fits whole beats a long one that holds the query among others.
        plain = texts.core(query)
        return {
            place: (score * (1 + fuzz.ratio(plain, self._texts[place].text) / 200), self._texts[place].field)
            for place, score in scores.items()
        }

    def _by_letters(self, letters: str) -> dict[int, tuple[float, str]]:
        found: dict[int, tuple[float, str]] = {}
        for place in range(len(self._texts)):
            first, whole = self._initials[place], self._romanised[place]
            if letters in first:
                share = len(letters) / len(first)
                found[place] = (40 + 40 * share + 10 * first.startswith(letters), "initials")
            elif letters in whole:
                found[place] = (60 + 40 * len(letters) / len(whole), "pinyin")
            else:
                alike = fuzz.partial_ratio(letters, whole) if len(letters) >= SHORTEST_SLIP else 0
                if alike >= SLIP:
                    found[place] = (alike / 2, "pinyin")
        return found
