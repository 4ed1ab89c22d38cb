"""What is true of search whatever the database and the network do."""

import re
from collections.abc import Sequence

from servicekit import text as texts
from servicekit.ranking import Hit

# Below it, query and text share single characters or syllables and nothing more.
LEAST_SCORE = 12.0
# What scores less of the best one's score only shares a frequent word with the query.
LEAST_SHARE = 0.2
SHORTEST_ECHO, LONG_ECHO = 2, 3  # characters
CHINESE = re.compile(f"{texts.HAN.pattern}+")


def worth_showing(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits, best first, without those that only happen to share something."""
    best = max((hit.score for hit in hits), default=0.0)
    return [hit for hit in hits if hit.score >= max(LEAST_SCORE, best * LEAST_SHARE)]


def meant(query: str, hit: Hit) -> str | None:
    """Return what was probably meant when the best hit fits by its sound, else `None`.

    Of 公鸡金提取 only what sounds like a part of the hit is written as there: 公积金提取. Two
    characters among others that sound alike are chance; three, or the whole question, are not.
    """
    if hit.why not in {"pinyin", "initials"}:
        return None
    if texts.latin(query):
        return hit.matched
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
