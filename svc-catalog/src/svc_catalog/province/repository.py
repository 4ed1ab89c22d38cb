"""All SQL on what the province says."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from svc_catalog.province.models import ProvinceItem
from svc_catalog.province.rules import owned


async def said(session: AsyncSession, codes: Collection[str]) -> dict[str, ProvinceItem]:
    """Return what the province said of some entries, by code of the directory."""
    found = await session.scalars(select(ProvinceItem).where(ProvinceItem.code.in_(codes)))
    return {one.code: one for one in found}


async def owned_values(session: AsyncSession, codes: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return what the province alone gives of some entries' guides, by code of the directory."""
    found = await said(session, codes)
    return {code: given for code, one in found.items() if (given := owned(one.guide))}
