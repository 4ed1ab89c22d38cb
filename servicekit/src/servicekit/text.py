"""Turns Chinese texts into terms by which they are found.

General means only: words, character pairs, pinyin, look-alikes, initials, and dropping chaff.

A homophone or a slip of the input method has the same toneless syllables, so the syllables
stand in the index itself and not only in a correction step.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

import opencc
import pypinyin
import rjieba
from pypinyin.pinyin_dict import pinyin_dict

HAN = re.compile(r"[\u3400-\u9fff]")
HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
LATIN = re.compile(r"[a-z0-9]+")
RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]+")
LONGEST_SYLLABLE = 6

# What a question says besides what it is about.
CHAFF = re.compile(
    "什么时候|什么时间|请问一下|请问|你好|您好|我想要|我想|我要|我需要|想要|想问一下|想问|问一下|问下|咨询|"
    "怎么办|怎么样|怎样才能|怎么才能|怎么弄|怎么走|怎么搞|怎么操作|具体怎么|怎样|怎么|如何|咋个|咋办|咋整|咋弄|咋|啥|"
    "在哪里|在哪儿|在哪|到哪里|到哪|去哪里|去哪|哪里|哪儿|哪些|哪个|可以吗|能不能|可不可以|可以|是不是|有没有|要不要|需不需要|"
    "需要什么材料|要什么材料|需要什么手续|要什么手续|什么材料|什么手续|什么流程|流程|手续|要带什么|带什么|"
    "多少钱|多久|几天|办理|了吗|了呢|的话|吗|呢|吧|啊|呀|嘛|一下|一个|一张|帮我|给我|应该|到底|现在|今天|马上|然后|"
    "因为|所以|但是|就是|谢谢|麻烦|听说|那个|这个"
    "|[，。？！、,.?!；;：:“”\"'（）() ]"
)
# Between these characters lie the parts of a sentence; pairs across them mean nothing.
SEAMS = re.compile(
    "没有|什么|多少|附近|便宜|好吃|最近|时候|明天|昨天|每天|每年|每月|可能|知道|一些|东西|第一次|"
    "北京|上海|天津|重庆|广州|深圳|杭州|宁波|温州|南京|苏州|武汉|成都|西安|长沙|青岛|厦门|"
    "[的了是我你他她它和与及或要想个这那把被给去能会得等先需必须在有么嘛很都也还又就才只 ]"
)
WEAK = frozenset("的了是我你他她它在有和与及或要想办理申请领取个这那把被给")
# Characters that look alike, as handwriting and input by shape confuse them (形近字).
LOOKALIKES = (
    "己已巳 未末 日曰 土士 人入 休体 侯候 拔拨 治冶 狠狼 侍待 师帅 缓援暖 捡检 查査 栗粟票 折拆析 今令 兔免 "
    "乌鸟 午牛 戊戌戍 辨辩辫 竞竟 壁璧 采釆 陪倍赔 往住注汪 低抵底 祖租组 运远 失夫矢 昭照 徽微 网冈 囗口 "
    "晶品 全金 炊饮 明朋 呆保 依衣 匠医 河何 缴激 券卷 泊舶 埋理 处外 杆秆 钓钧 慕幕 优忧 侦值 账帐 撤撒 密蜜"
)

# How much a shared term of each kind tells: words, pairs of characters, characters, pairs of syllables,
# syllables, characters around a wrong one, initials, letters.
WEIGHT = {"w": 3.0, "b": 2.2, "c": 1.1, "q": 1.8, "s": 0.6, "k": 0.8, "i": 1.6, "l": 0.5}


@cache
def _simplifier() -> Any:
    return opencc.OpenCC("t2s")


@cache
def _lookalikes() -> dict[int, str]:
    folded: dict[int, str] = {}
    for group in LOOKALIKES.split():
        first = folded.get(ord(group[0]), group[0])
        folded |= {ord(char): first for char in group[1:]}
    return folded


def learn(words: Iterable[str]) -> None:
    """Teach the segmenter words of a field, for all texts that are read from then on."""
    for word in words:
        rjieba.add_word(word, None, None)
    terms.cache_clear()


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


@lru_cache(maxsize=65536)
def _read(word: str) -> tuple[str, ...]:
    return tuple(pypinyin.lazy_pinyin(word, errors="ignore"))


def pinyin(han: str) -> list[str]:
    """Return the toneless syllables of Chinese characters, read word by word."""
    return [sound for word in rjieba.cut(han) for sound in _read(word)]


def syllables(text: str) -> list[str]:
    """Return the toneless pinyin of a text, characters and spelled-out pinyin; near sounds fall together."""
    runs = RUN.findall(text)
    found = (spelled(run) if run.isascii() else pinyin(run) for run in runs)
    return [near(one) for one in itertools.chain.from_iterable(found)]


@cache
def _known_syllables() -> frozenset[str]:
    readings = {reading for line in pinyin_dict.values() for reading in line.split(",")}
    decomposed = (unicodedata.normalize("NFD", reading).replace("u\u0308", "v") for reading in readings)
    plain = ("".join(char for char in one if char.isascii()) for one in decomposed)
    return frozenset(one for one in plain if len(one) > 1) | {"a", "e", "o"}


@lru_cache(maxsize=4096)
def _spelled(letters: str) -> tuple[str, ...]:
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
    return tuple(found)


def spelled(letters: str) -> list[str]:
    """Return the syllables that letters spell, long ones first, or none: `zufang` is `zu`, `fang`."""
    return list(_spelled(letters))


def near(syllable: str) -> str:
    """Fold what southern speakers and thumbs confuse: zh/z, ch/c, sh/s, ng/n, l/n."""
    for longer, shorter in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(longer):
            syllable = shorter + syllable[2:]
    if syllable.endswith("ng"):
        syllable = syllable[:-1]
    return "n" + syllable[1:] if syllable.startswith("l") else syllable


def pairs(parts: Sequence[str]) -> Iterator[str]:
    """Return each two neighbours as one."""
    return (a + b for a, b in itertools.pairwise(parts))


@lru_cache(maxsize=8192)
def terms(text: str) -> tuple[str, ...]:
    """Return the terms by which a question looks for texts."""
    plain = core(text)
    found = [f"w:{word}" for word in rjieba.cut_for_search(plain) if is_word(word)]
    for part in SEAMS.sub(" ", plain).split():
        found += _written(part)
        sounds = syllables(part)
        found += [f"q:{pair}" for pair in pairs(sounds)]
        found += [f"s:{sound}" for sound in sounds]
        for letters in LATIN.findall(part):
            if not spelled(letters):
                found += [f"i:{pair}" for pair in pairs(letters)]
                found += trigrams(letters)
    return tuple(found)


def trigrams(letters: str) -> list[str]:
    """Return the terms of romanised text, by which one with a wrong letter is still found."""
    return [f"l:{letters[place : place + 3]}" for place in range(len(letters) - 2)]


def is_word(word: str) -> bool:
    """Tell whether a word is worth looking for."""
    return len(word) > 1 and HAN.search(word) is not None and SEAMS.fullmatch(word) is None


def _written(part: str) -> list[str]:
    """Return the terms of the characters themselves, look-alikes taken for one."""
    han = "".join(HAN.findall(part))
    alike = han.translate(_lookalikes())
    found = [f"b:{pair}" for pair in pairs(alike)]
    found += [f"k:{first}{third}" for first, third in zip(alike, alike[2:], strict=False)]
    found += [f"c:{folded}" for char, folded in zip(han, alike, strict=True) if char not in WEAK]
    return found


def initials(text: str) -> str:
    """Return the first letters of a name's pinyin: 公积金 is `gjj`."""
    return "".join(sound[0] for sound in pinyin("".join(HAN.findall(normal(text)))))


def romanised(text: str) -> str:
    """Return the full pinyin of a name without gaps: 公积金 is `gongjijin`."""
    return "".join(pinyin("".join(HAN.findall(normal(text)))))


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
