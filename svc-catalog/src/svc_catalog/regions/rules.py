"""What a region's code says, and whose lists apply in it."""

from collections.abc import Mapping

CITY_LEVEL = "city_level"
PROVINCE, PREFECTURE, COUNTY, TOWN, VILLAGE = "province", "prefecture", "county", "town", "village"


def level(code: str) -> str:
    """Return the level that a code's length and zeros tell (GB/T 2260, GB/T 10114)."""
    if len(code) == 12:  # noqa: PLR2004 - the standard's own lengths
        return VILLAGE
    if len(code) == 9:  # noqa: PLR2004
        return TOWN
    if code.endswith("0000"):
        return PROVINCE
    return PREFECTURE if code.endswith("00") else COUNTY


def parent(code: str) -> str | None:
    """Return the code of the region above, which the code itself tells."""
    return {
        PROVINCE: None,
        PREFECTURE: code[:2] + "0000",
        COUNTY: code[:4] + "00",
        TOWN: code[:6],
        VILLAGE: code[:9],
    }[level(code)]


def ancestry(code: str) -> list[str]:
    """Return a code and those above it, nearest first."""
    found: list[str] = []
    here: str | None = code
    while here is not None:
        found.append(here)
        here = parent(here)
    return found


def lists(code: str, city_levels: Mapping[str, str]) -> list[str]:
    """Return whose lists apply to somebody in a region, the nearest first.

    `city_levels` names the in-house region of a prefecture (市本级), whose list holds what the city
    itself handles: 椒江区海门街道 looks at its own, then 椒江区, then 台州市本级.
    """
    found: list[str] = []
    for above in ancestry(code):
        if (city := city_levels.get(above)) and city not in found:
            found.append(city)
        found.append(above)
    return found
