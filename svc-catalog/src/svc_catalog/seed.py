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
from svc_catalog.batches.seed import fill_batches
from svc_catalog.calendar.events import calendar_changed
from svc_catalog.calendar.models import CalendarYear
from svc_catalog.departments.models import Department
from svc_catalog.items import rules
from svc_catalog.items.events import item_changed
from svc_catalog.items.models import DirectoryEntry, Item
from svc_catalog.items.seed import file_rows, fill_forms
from svc_catalog.items.types import Guide, State
from svc_catalog.lists.seed import list_entry_rows, list_rows
from svc_catalog.media.seed import fill_media
from svc_catalog.navigations.seed import entry_rows
from svc_catalog.policies.seed import policy_rows
from svc_catalog.regions.models import Region
from svc_catalog.regions.rules import level, parent
from svc_catalog.scenes.seed import scene_rows
from svc_catalog.settings import Settings
from svc_catalog.situations.seed import situation_rows
from svc_catalog.synonyms.models import Synonym

DATA = resources.files("svc_catalog.data")
CITY, CITY_CODE, CITY_LEVEL = "台州", "331000", "331001"
LEVEL_OF_CITY, LEVEL_OF_COUNTY = "3", "4"  # 行使层级, GB/T 39046-2020 A.2
CODE_SCHEME = rules.NATIONAL_SCHEME


def load(name: str) -> Any:
    """Return one of the data files."""
    return orjson.loads((DATA / name).read_bytes())


def region_rows() -> Iterator[dict[str, Any]]:
    """Yield the regions of the four prefectures."""
    text = gzip.decompress((DATA / "regions.csv.gz").read_bytes()).decode()
    for code, name, kind in csv.reader(text.splitlines()):
        yield {"code": code, "name": name, "kind": kind, "level": level(code), "parent_code": parent(code)}


def department_rows() -> Iterator[dict[str, Any]]:
    """Yield the departments and lead bodies of the city."""
    for entry in load("departments.json"):
        yield {key: entry[key] for key in ("code", "name", "kind")}


def directory_rows() -> Iterator[dict[str, Any]]:
    """Yield the 74 items of the directory; what nobody has verified is marked so."""
    guides = load("guides.json")
    bodies = {entry["code"]: entry["name"] for entry in load("departments.json")}
    for entry in load("directory.json"):
        kept = {
            key: value
            for key, value in entry.items()
            if key not in {"directory_code", "department", "zj_code", "main_item", "sub_item"}
        }
        yield kept | {
            "code": entry["directory_code"],
            "basic_code": basic_code_of(entry),
            "department_code": entry["department"],
            "implementing_body": implementing_body(bodies[entry["department"]]),
            "legal_basis": guides.get(entry["directory_code"], {}).get("legal_basis", ""),
            "unverified": [*entry["unverified"], "implementing_body"],
            "search_version": 1,
        }


def basic_code_of(entry: dict[str, Any]) -> str:
    """Return the basic code of an item; one that is no sub-item is the main item of its own number."""
    main = entry.get("main_item", entry["number"])
    return rules.basic_code(entry["item_type"], main, entry.get("sub_item", 0))


def implementing_body(name: str) -> str:
    """Return which bodies carry out what a department of the city answers for."""
    return f"{name}、县（市、区）{name[1:]}" if name.startswith("市") else name


def guide_in(base: dict[str, Any], county: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    """Return the guide of an item as one county carries it out."""
    promised = dict(base["promised_limit"])
    if entry["case_type"] == "promised":
        promised["amount"] += county["extra_days"]
    extra = county.get("extra_materials", {}).get(entry["directory_code"], [])
    points = county.get("points", {}).get(entry["directory_code"], [])
    local = {
        "promised_limit": promised,
        "materials": [*base["materials"], *extra],
        "place": county["address"],
        "hours": county["hours"],
        "points": points,
        "consult_phone": county["phone"],
        "complaint_phone": county["complaint_phone"],
    }
    return Guide.model_validate(base | local).model_dump()


def item_rows(now: datetime) -> Iterator[Item]:
    """Yield the implementation lists of the city and its counties; these inherit from the city's."""
    guides, counties = load("guides.json"), load("counties.json")
    bodies = {
        entry["code"]: (serial, entry) for serial, entry in enumerate(load("departments.json"), start=1)
    }
    names = {row["code"]: row["name"] for row in region_rows()}
    for entry in load("directory.json"):
        code, base = entry["directory_code"], guides.get(entry["directory_code"])
        serial, body = bodies[entry["department"]]
        at_city = guide_in(base, counties[CITY_LEVEL], entry) if base else None
        for region, county in counties.items():
            guide = guide_in(base, county, entry) if base else None
            is_city = region == CITY_LEVEL
            yield Item(
                item_id=f"{region}-{code}",
                directory_code=code,
                region_code=region,
                department_name=body_name(body, None if is_city else names[region]),
                state=State.PUBLISHED,
                zj_code=entry["zj_code"] or rules.zj_code(basic_code_of(entry)),
                national_code=rules.task_code(
                    rules.body_code(region, body["kind"], serial),
                    LEVEL_OF_CITY if is_city else LEVEL_OF_COUNTY,
                    basic_code_of(entry),
                ),
                code_scheme=CODE_SCHEME,
                is_kiosk="K" in entry["flags"],
                is_complete=guide is not None,
                guide=guide,
                inherits_from=None if is_city or guide is None else CITY_LEVEL,
                own_elements=own_elements(guide, None if is_city else at_city),
                changed_at=now,
            )


def own_elements(guide: dict[str, Any] | None, above: dict[str, Any] | None) -> list[str]:
    """Return which elements a list says itself, the others being those of the list above."""
    return [name for name, value in (guide or {}).items() if above is None or above[name] != value]


def body_name(body: dict[str, Any], county: str | None) -> str:
    """Return what a department is called at the city, or in a county."""
    if county is not None:
        return str(body["local_name"]).format(place=county)
    name = str(body["name"])
    return f"{CITY}{name}" if name.startswith("市") else name


def synonym_rows(now: datetime) -> Iterator[Synonym]:
    """Yield what people say in the city instead of what guides call it."""
    for entry in load("synonyms.json"):
        yield Synonym(**entry, region_code=CITY_CODE, changed_at=now)


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
    await session.execute(insert(Department), list(department_rows()))
    await session.execute(insert(DirectoryEntry), list(directory_rows()))
    directory = {entry.code: entry for entry in await session.scalars(select(DirectoryEntry))}
    items = list(item_rows(now))
    for item in items:
        item.entry = directory[item.directory_code]
    years = list(year_rows())
    session.add_all([*items, *years, *synonym_rows(now)])
    await session.flush()
    session.add_all(file_rows(items))
    session.add_all([*situation_rows(items, now), *scene_rows(CITY_CODE, now), *entry_rows(now)])
    lists = list_rows(CITY_CODE, now)
    session.add_all(lists)
    await session.flush()
    session.add_all([*list_entry_rows(lists, items, now), *policy_rows(CITY_CODE, now)])
    await session.flush()
    await Outbox(session, now).announce_many([*map(calendar_changed, years), *map(item_changed, items)])


async def seed(settings: Settings) -> None:
    """Fill the catalogue with what it lacks."""
    engine, sessions = connect(settings.database_url.get_secret_value())
    try:
        async with sessions.begin() as session:
            if not await session.scalar(select(func.count()).select_from(Region)):
                await fill(session, utc_now())
            await fill_forms(session, utc_now(), settings.media_dir)
            await fill_media(session, utc_now(), settings)
            await fill_batches(session, CITY_CODE, utc_now())
    finally:
        await engine.dispose()
