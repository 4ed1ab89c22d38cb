"""Regions as a tree, in SQL and out of it.

The tree is in the code (GB/T 2260 and the nine- and twelve-digit statistical codes):
`330000` covers what begins with 33, `331000` what begins with 3310, every other code
what begins with itself. In-house codes are given out so that this stays true.
"""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import StringConstraints
from sqlalchemy import ColumnElement, false, or_
from sqlalchemy.orm import InstrumentedAttribute

RegionCode = Annotated[str, StringConstraints(pattern=r"^(\d{6}|\d{9}|\d{12})$")]

SIX_DIGITS = 6


def prefix(region_code: str) -> str:
    """Return what all codes inside a region begin with."""
    if len(region_code) != SIX_DIGITS:
        return region_code
    for zeros in ("0000", "00"):
        if region_code.endswith(zeros):
            return region_code.removesuffix(zeros)
    return region_code


def covers(regions: Iterable[str], region_code: str) -> bool:
    """Tell whether a region lies in one of `regions`; no regions cover nothing."""
    return any(region_code.startswith(prefix(region)) for region in regions)


def within(
    column: InstrumentedAttribute[Any] | ColumnElement[Any], regions: Iterable[str]
) -> ColumnElement[bool]:
    """Return the SQL condition that keeps rows inside `regions`; none keeps no row."""
    kept = [column.startswith(prefix(region), autoescape=True) for region in sorted(regions)]
    return or_(false(), *kept)
