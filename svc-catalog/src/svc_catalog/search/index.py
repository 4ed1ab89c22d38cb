"""An index over the directory, in memory: the directory is small, the counties' lists are joined to it."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from svc_catalog.search import rules

K1, B = 1.2, 0.35  # BM25: saturation of repetition, weight of length
SLIP = 82  # of 100: how alike two romanised texts must be to count as a slip


@dataclass(frozen=True)
class Entry:
    """What search knows of one item of the directory."""

    code: str
    name: str
    #: What people call it; the first field that fits explains a hit.
    plain_names: Sequence[str]
    department: str


@dataclass(frozen=True)
class Hit:
    """One item that fits a query."""

    code: str
    score: float
    #: Which text fitted best: the name itself, or what people call it.
    matched: str
    #: name, plain_name, pinyin, initials, department
    why: str


class Index:
    """BM25 over the terms of each name of an item; an item is as good as its best name."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = {entry.code: entry for entry in entries}
        self._texts: list[tuple[str, str, str]] = []  # code, text, field
        for entry in entries:
            self._texts.append((entry.code, entry.name, "name"))
            self._texts += [(entry.code, name, "plain_name") for name in entry.plain_names]
        self._counts = [Counter(rules.terms(text)) for _, text, _ in self._texts]
        self._sizes = [max(sum(counts.values()), 1) for counts in self._counts]
        self._mean = sum(self._sizes) / max(len(self._sizes), 1)
        self._postings: defaultdict[str, list[int]] = defaultdict(list)
        for place, counts in enumerate(self._counts):
            for term in counts:
                self._postings[term].append(place)
        self._initials = [rules.initials(text) for _, text, _ in self._texts]
        self._romanised = [rules.romanised(text) for _, text, _ in self._texts]

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """Return the items that fit best, best first."""
        letters = rules.latin(query)
        scored = self._by_letters(letters) if letters else self._by_terms(query)
        best: dict[str, tuple[float, int, str]] = {}
        for place, (score, why) in scored.items():
            code = self._texts[place][0]
            if score > best.get(code, (0.0, 0, ""))[0]:
                best[code] = (score, place, why)
        ranked = sorted(best.items(), key=lambda found: (-found[1][0], found[0]))[:limit]
        hits = []
        for code, (score, place, why) in ranked:
            matched = self._texts[place][1]
            by_sound = not letters and rules.is_slip(query, matched)
            hits.append(Hit(code, round(score, 3), matched, "pinyin" if by_sound else why))
        return hits

    def suggest(self, query: str, limit: int = 8) -> list[str]:
        """Return names that begin with, hold or sound like what is being typed."""
        plain, letters = rules.core(query), rules.latin(query)
        found: dict[str, int] = {}
        for place, (_, text, _) in enumerate(self._texts):
            if letters:
                keys = (self._initials[place], self._romanised[place])
                rank = min((0 if key.startswith(letters) else 1 for key in keys if letters in key), default=9)
            else:
                rank = 0 if text.startswith(plain) else 1 if plain in text else 9
            if rank < 9:  # noqa: PLR2004 - no match
                found.setdefault(text, rank)
        if not found and plain:
            return [hit.matched for hit in self.search(query, limit)]
        return sorted(found, key=lambda text: (found[text], len(text), text))[:limit]

    def _by_terms(self, query: str) -> dict[int, tuple[float, str]]:
        wanted = Counter(rules.terms(query))
        scores: defaultdict[int, float] = defaultdict(float)
        total = len(self._texts)
        for term in wanted:
            postings = self._postings.get(term)
            if not postings:
                continue
            rarity = math.log(1 + (total - len(postings) + 0.5) / (len(postings) + 0.5))
            for place in postings:
                count = self._counts[place][term]
                norm = K1 * (1 - B + B * self._sizes[place] / self._mean)
                gain = rules.WEIGHT[term[0]] * rarity * count * (K1 + 1) / (count + norm)
                scores[place] += gain
        # How much of the name itself the query covers: a short name that fits whole beats a long one.
        plain = rules.core(query)
        for place in scores:
            scores[place] *= 1 + fuzz.ratio(plain, self._texts[place][1]) / 200
        return {place: (score, self._texts[place][2]) for place, score in scores.items()}

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
                alike = fuzz.partial_ratio(letters, whole) if len(letters) >= 5 else 0  # noqa: PLR2004
                if alike >= SLIP:
                    found[place] = (alike / 2, "pinyin")
        return found
