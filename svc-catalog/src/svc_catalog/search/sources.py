"""Where search takes its documents from: one function per kind.

A kind is added by a function here and a trigger on its table (`search_change('<kind>', '<key>')`,
see the migration of search_changes): whatever then writes the table, search follows at once.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TypeAlias

from sqlalchemy import ColumnElement, String, cast, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from svc_catalog.items.models import DirectoryEntry, Item
from svc_catalog.media.models import Claim, MediaGuide, MediaItem
from svc_catalog.policies.models import Policy
from svc_catalog.search.models import FoundSite
from svc_catalog.search.types import GUIDE, ITEM, POLICY, QUESTION, SITE, Document

#: Returns the documents made of some rows, or of all.
Source: TypeAlias = Callable[[AsyncSession, Collection[str] | None], Awaitable[list[Document]]]


def among(
    key: ColumnElement[str] | InstrumentedAttribute[str], keys: Collection[str] | None
) -> ColumnElement[bool]:
    """Return the condition that keeps the rows asked for."""
    return true() if keys is None else key.in_(keys)


async def items(session: AsyncSession, keys: Collection[str] | None) -> list[Document]:
    """Return the items of the directory: what is the same in every county."""
    one = DirectoryEntry
    columns = select(
        one.code,
        one.name,
        one.plain_names,
        one.keywords,
        one.audiences,
        one.department_code,
        one.case_type,
        one.person_theme,
        one.corporate_theme,
    )
    rows = await session.execute(columns.where(among(one.code, keys)))
    return [
        Document(
            kind=ITEM,
            key=row.code,
            source=row.code,
            directory_code=row.code,
            title=row.name,
            texts=texts_of(row.name, row.plain_names, row.keywords),
            facets={
                "audience": tuple(row.audiences),
                "department": (row.department_code,),
                "case_type": (row.case_type,),
                "theme": themes_of(row.person_theme, row.corporate_theme),
            },
        )
        for row in rows
    ]


def texts_of(
    name: str, plain_names: Collection[str], keywords: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """Return the texts by which an item of the directory is found."""
    return (
        ("name", name),
        *(("plain_name", plain) for plain in plain_names),
        *(("keyword", keyword) for keyword in keywords),
    )


def themes_of(person: str | None, corporate: str | None) -> tuple[str, ...]:
    """Return the themes of both lists in one: `person-075`, `corporate-035`."""
    both = (("person", person), ("corporate", corporate))
    return tuple(f"{audience}-{theme}" for audience, theme in both if theme)


async def questions(session: AsyncSession, keys: Collection[str] | None) -> list[Document]:
    """Return the questions of guides that take over from no other; answers are those of where somebody is."""
    wanted = among(Item.item_id, keys) & Item.inherits_from.is_(None) & Item.guide.is_not(None)
    columns = select(Item.item_id, Item.directory_code, Item.guide["faq"].label("faq"), DirectoryEntry.name)
    rows = await session.execute(columns.join(Item.entry).where(wanted))
    return [
        Document(
            kind=QUESTION,
            key=f"{row.item_id}.{number}",
            source=row.item_id,
            directory_code=row.directory_code,
            title=one["question"],
            texts=(("question", one["question"]), ("item", f"{row.name} {one['question']}")),
        )
        for row in rows
        for number, one in enumerate(row.faq or ())
    ]


async def sites(session: AsyncSession, keys: Collection[str] | None) -> list[Document]:
    """Return the sites that are open, or will be again."""
    wanted = among(FoundSite.site_id, keys) & FoundSite.state.in_(("open", "paused"))
    return [
        Document(
            kind=SITE,
            key=site.site_id,
            source=site.site_id,
            title=site.name,
            texts=(("name", site.name), ("address", site.address)),
            region_code=site.region_code,
            text=site.address,
        )
        for site in await session.scalars(select(FoundSite).where(wanted))
    ]


async def policies(session: AsyncSession, keys: Collection[str] | None) -> list[Document]:
    """Return the policies that are published, by title and by what they give."""
    key = cast(Policy.policy_id, String)
    wanted = among(key, keys) & Policy.published.is_not(None)
    rows = await session.execute(select(key.label("key"), Policy.region_code, Policy.published).where(wanted))
    return [
        Document(
            kind=POLICY,
            key=row.key,
            source=row.key,
            title=row.published["title"],
            texts=(("name", row.published["title"]), ("gives", row.published["gives"])),
            region_code=row.region_code,
            text=row.published["gives"],
        )
        for row in rows
    ]


async def guides(session: AsyncSession, keys: Collection[str] | None) -> list[Document]:
    """Return the guides that are published, each where it was made and where it is claimed."""
    one, key = MediaGuide, cast(MediaGuide.media_id, String)
    names = select(func.array_agg(DirectoryEntry.name)).join(
        MediaItem, MediaItem.directory_code == DirectoryEntry.code
    )
    claims = select(func.array_agg(Claim.region_code)).where(Claim.media_id == one.media_id)
    columns = select(
        key.label("key"),
        one.region_code,
        one.published,
        names.where(MediaItem.media_id == one.media_id).scalar_subquery().label("names"),
        claims.scalar_subquery().label("claimed_by"),
    )
    return [
        Document(
            kind=GUIDE,
            key=row.key,
            source=row.key,
            title=row.published["title"],
            texts=(("name", row.published["title"]), *(("item", name) for name in row.names or ())),
            region_code=row.region_code,
            also_in=tuple(row.claimed_by or ()),
            text=row.published["summary"],
        )
        for row in await session.execute(columns.where(among(key, keys) & one.published.is_not(None)))
    ]


SOURCES: Mapping[str, Source] = {
    ITEM: items,
    QUESTION: questions,
    SITE: sites,
    POLICY: policies,
    GUIDE: guides,
}
