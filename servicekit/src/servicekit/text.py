"""Turns Chinese texts into terms by which they are found.

General means only: words, character pairs, pinyin, and dropping chaff.

A homophone or a slip of the input method has the same toneless syllables, so the syllables
stand in the index itself and not only in a correction step.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

import opencc
import pypinyin
import rjieba
from pypinyin.pinyin_dict import pinyin_dict

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[a-z0-9]+")
RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]+")
LONGEST_SYLLABLE = 6

# What a question says besides what it is about.
CHAFF = re.compile(
    "什么时候|什么时间|请问一下|请问|你好|您好|我想要|我想|我要|我需要|想要|想问|咨询|怎么样|怎样才能|怎么才能|怎样|怎么|如何|"
    "在哪里|在哪儿|到哪里|去哪里|哪里|哪儿|可以吗|能不能|可不可以|可以|是不是|有没有|需要什么材料|要什么材料|"
    "需要什么手续|要什么手续|什么材料|哪些材料|什么手续|什么流程|流程|手续|要带什么|带什么|多少钱|多久|几天|"
    "办理|了吗|了呢|的话|吗|呢|吧|啊|呀|一下|一个|一张|帮我|给我|应该|到底|现在|今天|马上|然后|因为|所以|但是|就是|谢谢|麻烦|"
    "[，。？！、,.?!；;：:“”\"'（）() ]"
)
# Between these characters lie the parts of a sentence; pairs across them mean nothing.
SEAMS = re.compile("[的了是我你他她它和与及或要想个这那把被给去能会得等先需必须在有么嘛 ]")
WEAK = frozenset("的了是我你他她它在有和与及或要想办理申请领取个这那把被给")

# How much a shared term of each kind tells; a pair of syllables tells more than one.
WEIGHT = {"w": 3.0, "b": 2.2, "c": 0.5, "q": 1.8, "s": 0.6, "i": 1.0}


@cache
def _simplifier() -> Any:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """Return a text in simplified characters, lower case, full width folded."""
    folded = "".join(chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char for char in text)
    simplified: str = _simplifier().convert(folded.lower())
    return simplified.replace("証", "证")


@lru_cache(maxsize=4096)
def core(text: str) -> str:
    """Return what a question is about: normalised and without chaff; never empty for a non-empty text."""
    plain = normal(text)
    kept = CHAFF.sub(" ", plain)
    kept = " ".join(kept.split())
    return kept or plain.strip()


def syllables(text: str) -> list[str]:
    """Return the toneless pinyin of a text, characters and spelled-out pinyin; near sounds fall together."""
    runs = RUN.findall(text)
    found = (spelled(run) if run.isascii() else pypinyin.lazy_pinyin(run, errors="ignore") for run in runs)
    return [near(one) for one in itertools.chain.from_iterable(found)]


@cache
def _known_syllables() -> frozenset[str]:
    readings = {reading for line in pinyin_dict.values() for reading in line.split(",")}
    decomposed = (unicodedata.normalize("NFD", reading).replace("u\u0308", "v") for reading in readings)
    plain = ("".join(char for char in one if char.isascii()) for one in decomposed)
    return frozenset(one for one in plain if len(one) > 1) | {"a", "e", "o"}


def spelled(letters: str) -> list[str]:
    """Return the syllables that letters spell, long ones first, or none: `zufang` is `zu`, `fang`."""
    # From the end, so that every place is looked at once however many ways there are.
    cuts: dict[int, int] = {len(letters): 0}
    for start in reversed(range(len(letters))):
        for end in range(min(start + LONGEST_SYLLABLE, len(letters)), start, -1):
            if end in cuts and letters[start:end] in _known_syllables():
                cuts[start] = end
                break
    found, place = [], 0
    while cuts.get(place):
        found.append(letters[place : cuts[place]])
        place = cuts[place]
    return found


def near(syllable: str) -> str:
    """Fold what southern speakers and thumbs confuse: zh/z, ch/c, sh/s, ng/n, l/n."""
    for longer, shorter in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(longer):
            syllable = shorter + syllable[2:]
    if syllable.endswith("ng"):
        syllable = syllable[:-1]
    return "n" + syllable[1:] if syllable.startswith("l") else syllable


def pairs(parts: list[str]) -> Iterable[str]:
    """Return each two neighbours as one."""
    return (a + b for a, b in itertools.pairwise(parts))


@lru_cache(maxsize=8192)
def terms(text: str) -> tuple[str, ...]:
    """Return the terms of a text: words, character pairs, characters, syllable pairs, syllables."""
    plain = core(text)
    words = [word for word in rjieba.cut(plain) if len(word) > 1 and word not in WEAK]
    found = [f"w:{word}" for word in words if HAN.search(word)]
    for part in SEAMS.sub(" ", plain).split():
        han, sounds = "".join(HAN.findall(part)), syllables(part)
        found += [f"b:{pair}" for pair in pairs(list(han))]
        found += [f"c:{char}" for char in han if char not in WEAK]
        found += [f"q:{pair}" for pair in pairs(sounds)]
        found += [f"s:{sound}" for sound in sounds]
    return tuple(found)


def initials(text: str) -> str:
    """Return the first letters of a name's pinyin: 公积金 is `gjj`."""
    han = "".join(HAN.findall(normal(text)))
    return "".join(pypinyin.lazy_pinyin(han, style=pypinyin.Style.FIRST_LETTER, errors="ignore"))


def romanised(text: str) -> str:
    """Return the full pinyin of a name without gaps: 公积金 is `gongjijin`."""
    return "".join(pypinyin.lazy_pinyin("".join(HAN.findall(normal(text))), errors="ignore"))


def latin(text: str) -> str:
    """Return the letters of a query typed without an input method, or nothing."""
    plain = normal(text)
    if HAN.search(plain):
        return ""
    return "".join(LATIN.findall(plain))


@lru_cache(maxsize=8192)
def _sound(char: str) -> str:
    return "".join(syllables(char))


def is_slip(query: str, name: str) -> bool:
    """Tell whether a query writes something of a name with another character of the same sound."""
    asked, written = set(HAN.findall(core(query))), set(HAN.findall(normal(name)))
    left_out = {_sound(char) for char in written - asked} - {_sound(char) for char in written & asked}
    return any(_sound(char) in left_out for char in asked - written)


def spans(query: str, name: str) -> list[tuple[int, int]]:
    """Return which parts of a name to highlight, as offsets from and to."""
    wanted = {char for char in core(query) if HAN.match(char)}
    found: list[tuple[int, int]] = []
    for place, char in enumerate(normal(name)):
        if char in wanted:
            if found and found[-1][1] == place:
                found[-1] = (found[-1][0], place + 1)
            else:
                found.append((place, place + 1))
    return found
