"""What is true of search whatever the database and the network do."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from servicekit import text as texts
from servicekit.ranking import Hit
from svc_catalog.regions.rules import PREFECTURE, ancestry, level
from svc_catalog.search.types import Profile, Synonym

# Below it, query and text share single characters or syllables and nothing more.
LEAST_SCORE = 12.0
# The score, less what the query says besides: below it a question only happens to hold a word.
LEAST_EVIDENCE = 9.0
# What scores less of the best one's score only shares a frequent word with the query.
LEAST_OF_BEST = 0.2
# How much of a short question must be said; of a long one so much as a word or two of it make.
LEAST_SHARE, LEAST_WORDS = 0.2, 1.4
# Of what is not an item: how much of the question it must say.
LEAST_READING = 0.3
LONGEST_WORD = 20  # characters of a synonym
LIKE_WORD = 0.9  # what a synonym counts of the word itself
# What somebody's profile adds: an order, never a choice.
FOR_SUCH, FOR_ELDERS = 1.15, 1.2
ELDERLY = 60  # years: when the law speaks of old people (老年人权益保障法, article 2)
ELDER_THEMES = frozenset({"person-065", "person-150"})  # 优待抚恤, 离职退休
SHORTEST_SLIP = 3
SHORTEST_ECHO, LONG_ECHO = 2, 3  # characters
CHINESE = re.compile(f"{texts.HAN.pattern}+")


def worth_showing(query: str, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits, best first, without those that only happen to share something."""
    best = max((hit.score for hit in hits), default=0.0)
    least_score = max(LEAST_SCORE, best * LEAST_OF_BEST)
    size = len(texts.core(query).replace(" ", ""))
    least_share = min(LEAST_SHARE, LEAST_WORDS / max(size, 1))
    return [
        hit
        for hit in hits
        if hit.score >= least_score
        and hit.share >= least_share
        and hit.score * math.sqrt(hit.share) >= LEAST_EVIDENCE
    ]


def worth_reading(query: str, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits of other kinds, best first, that say enough of what was asked."""
    return [hit for hit in worth_showing(query, hits) if hit.share >= LEAST_READING]


def in_other_words(query: str, synonyms: Mapping[str, Iterable[Synonym]], region: str) -> dict[str, float]:
    """Return what the words of a query mean as well to somebody in a region, and what that counts.

    Of words that begin at one place the longest decides. A meaning tells no more than the word itself,
    however long it is: else 饭店, meaning 食品经营, would drown the rest of the question.
    """
    plain, place, above = texts.normal(query), 0, ancestry(region)
    found: dict[str, float] = {}
    while place < len(plain):
        here, word = longest_synonyms(plain[place : place + LONGEST_WORD], synonyms, above)
        for meaning in (meaning for one in here for meaning in one.means):
            found[meaning] = max(found.get(meaning, 0.0), LIKE_WORD * min(1.0, len(word) / len(meaning)))
        place += max(len(word), 1)
    return found


def longest_synonyms(
    text: str, synonyms: Mapping[str, Iterable[Synonym]], regions: Sequence[str]
) -> tuple[list[Synonym], str]:
    """Return the synonyms in regions of the longest word with which a text begins, and that word."""
    for size in range(len(text), 0, -1):
        here = [one for one in synonyms.get(text[:size], ()) if one.region_code in regions]
        if here:
            return here, text[:size]
    return [], ""


def in_order(
    hits: Sequence[Hit], facets: Mapping[str, Mapping[str, tuple[str, ...]]], profile: Profile
) -> list[Hit]:
    """Return hits in the order that suits somebody: what is for people like him moves up."""
    weighed = []
    for hit in hits:
        its = facets[hit.key]
        weight = FOR_SUCH if profile.audience in its.get("audience", ()) else 1.0
        if (profile.age or 0) >= ELDERLY and not ELDER_THEMES.isdisjoint(its.get("theme", ())):
            weight *= FOR_ELDERS
        weighed.append(replace(hit, score=round(hit.score * weight, 3)))
    return sorted(weighed, key=lambda hit: (-hit.score, hit.key))


def fits(facets: Mapping[str, tuple[str, ...]], filters: Mapping[str, str]) -> bool:
    """Tell whether something has every value that is asked for."""
    return all(value in facets.get(facet, ()) for facet, value in filters.items())


def level_of(region_code: str, above: Sequence[str]) -> str:
    """Return the level of the list that answers; 市本级 is no part of the tree and stands for the city."""
    return level(region_code) if region_code in above else PREFECTURE


def is_there(region_code: str | None, region: str, lists: Sequence[str]) -> bool:
    """Tell whether something in a region is near somebody: inside where he is, or above it."""
    return region_code is None or region_code in lists or region in ancestry(region_code)


def meant(query: str, hit: Hit) -> str | None:
    """Return what was probably meant when the best hit fits by its sound, else `None`.

    Of 公鸡金提取 only what sounds like a part of the hit is written as there: 公积金提取. Two
    characters among others that sound alike are chance; three, or the whole question, are not.
    Of letters what they spell is meant, whole or by its first letters: gjj is 公积金, whatever else
    the name says.
    """
    if hit.why == "typo":
        return put_right(query, hit.matched)
    if hit.why not in {"pinyin", "initials"}:
        return None
    if letters := texts.latin(query):
        # A name that says much more than was typed is nothing that anybody meant to type.
        whole = hit.matched if len(hit.matched) <= len(letters) else None
        return spelled_in(hit.matched, letters) or whole
    written, sounds = texts.normal(query), by_place(texts.normal(query))
    there = texts.normal(hit.matched)
    corrected, echoes, place = "", [], 0
    while place < len(written):
        echo = longest_echo(sounds[place:], there)
        echoes.append(echo)
        corrected += echo or written[place]
        place += len(echo) or 1
    is_whole = len("".join(echoes)) >= len(texts.HAN.findall(texts.core(query)))
    is_sure = is_whole or any(len(echo) >= LONG_ECHO for echo in echoes)
    return corrected if is_sure and corrected != written else None


def spelled_in(name: str, letters: str) -> str | None:
    """Return the shortest part of a name that letters spell, each syllable whole or only begun, or `None`."""
    found = []
    for run in CHINESE.finditer(texts.normal(name)):
        written, sounds = run.group(), texts.pinyin(run.group())
        if len(sounds) != len(written):
            continue
        for start in range(len(written)):
            size = spelled_length(sounds[start:], letters)
            if size >= SHORTEST_ECHO:
                found.append(written[start : start + size])
    return min(found, key=len, default=None)


def spelled_length(sounds: Sequence[str], letters: str) -> int:
    """Return how many syllables letters spell from the first on, so that none is left over; else 0."""
    ends = {0}
    for place, sound in enumerate(sounds, start=1):
        ends = {
            end + size
            for end in ends
            for size in range(1, len(sound) + 1)
            if letters.startswith(sound[:size], end)
        }
        if len(letters) in ends:
            return place
    return 0


def put_right(query: str, name: str) -> str | None:
    """Return a query with its one wrong character as the name writes it, or `None`."""
    written, about, there = texts.normal(query), texts.core(query), texts.normal(name)
    size = len(about)
    if size < SHORTEST_SLIP:
        return None
    for place in range(len(there) - size + 1):
        part = there[place : place + size]
        if sum(one != other for one, other in zip(part, about, strict=True)) == 1:
            return written.replace(about, part)
    return None


def by_place(text: str) -> list[str]:
    """Return the sound of each character of a text, and nothing where it is not Chinese."""
    found = [""] * len(text)
    for run in CHINESE.finditer(text):
        sounds = texts.syllables(run.group())
        # A character that no dictionary reads has no sound, and leaves its run without.
        if len(sounds) == len(run.group()):
            found[run.start() : run.end()] = sounds
    return found


def longest_echo(sounds: Sequence[str], name: str) -> str:
    """Return the longest part of a name that sounds as `sounds` begin, or nothing."""
    there = by_place(name)
    for size in range(min(len(sounds), len(there)), SHORTEST_ECHO - 1, -1):
        if "" in sounds[:size]:
            continue
        for start in range(len(there) - size + 1):
            if there[start : start + size] == sounds[:size]:
                return name[start : start + size]
    return ""
