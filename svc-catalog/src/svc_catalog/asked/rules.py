"""What is kept of a question: what it is about, and nothing that could tell who asked."""

import re

from servicekit import text as texts
from servicekit.masking import scrub
from svc_catalog.asked.types import LONGEST

SIX_DIGITS = 6
# Whatever is labelled by `scrub`, and any number longer than a year of age or a floor.
NUMBERS = re.compile(r"\[(?:id|mobile|card)\]|[0-9x*]{4,}")
# 我叫林晓, 姓名：林晓: who says a name is not asking for it.
NAMES = re.compile(r"(我叫|本人叫|名字叫|姓名|叫做)\s*[:：是]?\s*[\u3400-\u9fff]{2,4}")


def kept(query: str) -> str:
    """Return what may be stored of a query; nothing if nothing is left."""
    plain = NUMBERS.sub("", NAMES.sub("", texts.normal(scrub(query))))
    return texts.core(plain)[:LONGEST].strip() if plain.strip() else ""


def county(region_code: str) -> str:
    """Return the county of a region: towns and villages are too small to count in."""
    return region_code[:SIX_DIGITS]
