"""Fills an empty catalogue with the synthetic city; what is there already stays as it is."""

import csv
import gzip
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

import orjson
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.clock import utc_now
from servicekit.db import connect
from servicekit.outbox import Outbox
from servicekit.settings import ServiceSettings
from svc_catalog.calendar.events import calendar_changed
from svc_catalog.calendar.models import CalendarYear
from svc_catalog.departments.models import Department
from svc_catalog.items import rules
from svc_catalog.items.events import item_changed
from svc_catalog.items.models import DirectoryEntry, Item
from svc_catalog.items.types import Guide, State
from svc_catalog.regions.models import Region
from svc_catalog.regions.rules import level, parent

DATA = resources.files("svc_catalog.data")
CITY_LEVEL = "331001"


def load(name: str) -> Any:
    """Return one of the data files."""
    return orjson.loads((DATA / name).read_bytes())


def region_rows() -> Iterator[dict[str, Any]]:
    """Yield the regions of the four prefectures."""
    text = gzip.decompress((DATA / "regions.csv.gz").read_bytes()).decode()
    for code, name, kind in csv.reader(text.splitlines()):
        yield {"code": code, "name": name, "kind": kind, "level": level(code), "parent_code": parent(code)}


def directory_rows() -> Iterator[dict[str, Any]]:
    """Yield the 74 items of the directory."""
    for entry in load("directory.json"):
        yield {
            "code": entry["directory_code"],
            "number": entry["number"],
            "name": entry["name"],
            "plain_names": entry["plain_names"],
            "department_code": entry["department"],
            "item_type": entry["item_type"],
            "case_type": entry["case_type"],
            "audiences": entry["audiences"],
            "legal_limit": entry["legal_limit"],
            "person_theme": entry["person_theme"],
            "corporate_theme": entry["corporate_theme"],
            "flags": entry["flags"],
            "search_version": 1,
        }


def guide_of(base: dict[str, Any], county: dict[str, Any], code: str) -> dict[str, Any]:
    """Return the guide of an item as one county carries it out."""
    promised = dict(base["promised_limit"])
    promised["amount"] += county["extra_days"] if promised["amount"] else 0
    extra = county.get("extra_materials", {}).get(code, [])
    local = {
        "promised_limit": promised,
        "materials": [*base["materials"], *extra],
        "place": f"{county['hall']}（{county['address']}）",
        "hours": county["hours"],
        "consult_phone": county["phone"],
        "complaint_phone": county["complaint_phone"],
    }
    return Guide.model_validate(base | local).model_dump()


def item_rows(now: datetime) -> Iterator[Item]:
    """Yield the implementation lists of the city and its counties."""
    guides, counties = load("guides.json"), load("counties.json")
    for entry in load("directory.json"):
        code = entry["directory_code"]
        basic = rules.basic_code(entry["item_type"], entry["number"])
        for region, county in counties.items():
            body = rules.body_code(region, entry["number"])
            use_level = "3" if region == CITY_LEVEL else "4"
            base = guides.get(code)
            yield Item(
                item_id=f"{region}-{code}",
                directory_code=code,
                region_code=region,
                department_name=department_in(entry["department_name"], region, county),
                state=State.PUBLISHED,
                zj_code=f"{ZJ_PREFIX.get(entry['item_type'], '公共服务')}-{entry['number']:05d}-000",
                national_code=rules.task_code(body, use_level, basic),
                code_scheme="gb39554-31",
                is_kiosk="K" in entry["flags"],
                is_complete=base is not None,
                guide=guide_of(base, county, code) if base else None,
                changed_at=now,
            )


ZJ_PREFIX = {"01": "许可", "05": "给付", "07": "确认", "10": "其他"}


def department_in(name: str, region: str, county: dict[str, Any]) -> str:
    """Return what a department of the city is called in a county."""
    if region == CITY_LEVEL:
        return f"台州{name}" if name.startswith("市") else name
    place = county["hall"].removesuffix("行政服务中心")
    return f"{place}{name.removeprefix('市')}"


def year_rows() -> Iterator[CalendarYear]:
    """Yield the years of the work calendar."""
    for year, content in load("calendar.json").items():
        days = [
            {
                "date": (date.fromisoformat(first) + timedelta(days=step)).isoformat(),
                "is_off": True,
                "name": name,
            }
            for first, last, name in content["off"]
            for step in range((date.fromisoformat(last) - date.fromisoformat(first)).days + 1)
        ]
        days += [{"date": day, "is_off": False, "name": "调休上班"} for day in content["worked"]]
        yield CalendarYear(year=int(year), is_provisional=content["is_provisional"], days=days)


async def fill(session: AsyncSession, now: datetime) -> None:
    """Write everything and announce items and years."""
    await session.execute(insert(Region), list(region_rows()))
    entries = load("directory.json")
    departments = {entry["department"]: entry["department_name"] for entry in entries}
    await session.execute(
        insert(Department), [{"code": code, "name": name} for code, name in departments.items()]
    )
    await session.execute(insert(DirectoryEntry), list(directory_rows()))
    directory = {entry.code: entry for entry in await session.scalars(select(DirectoryEntry))}
    items = list(item_rows(now))
    for item in items:
        item.entry = directory[item.directory_code]
    years = list(year_rows())
    session.add_all([*items, *years])
    await session.flush()
    await Outbox(session, now).announce_many([*map(calendar_changed, years), *map(item_changed, items)])


async def seed(settings: ServiceSettings) -> None:
    """Fill the catalogue if it is empty."""
    engine, sessions = connect(settings.database_url.get_secret_value())
    try:
        async with sessions.begin() as session:
            if not await session.scalar(select(func.count()).select_from(Region)):
                await fill(session, utc_now())
    finally:
        await engine.dispose()
