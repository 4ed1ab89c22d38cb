"""The calls: renewing secrets, and the three sources, each at its own address."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from simulators.sources.calls import (
    caller,
    check_sign,
    envelope,
    parameters,
    purpose,
    request_secrets,
    required,
)
from simulators.sources.platform import Here, Platform, Source

# JGJ/T 320-2014 (own knowledge, unverified) and GB/T 2261.2.
ACCOUNT_STATUS = {
    "01": "正常",
    "02": "封存",
    "03": "合并销户",
    "04": "外部转出销户",
    "05": "提取销户",
    "06": "冻结",
}
MARITAL_STATUS = {"10": "未婚", "20": "已婚", "30": "丧偶", "40": "离婚"}

CENTRE = "台州市住房公积金中心"

router = APIRouter(prefix="/gateway")
BOTH = ["GET", "POST"]


@router.api_route("/app/refreshTokenByKey.htm", methods=BOTH)
async def refresh_by_key(request: Request, platform: Here) -> dict[str, Any]:
    """Return new secrets to who signs with the application's own."""
    given = await parameters(request)
    application = caller(given, platform)
    check_sign(given, platform, {application.app_secret: float("inf")})
    return envelope(platform.hand_out(application))


@router.api_route("/app/refreshTokenBySec.htm", methods=BOTH)
async def refresh_by_secret(request: Request, platform: Here) -> dict[str, Any]:
    """Return new secrets to who signs with a refresh secret."""
    given = await parameters(request)
    application = caller(given, platform)
    check_sign(given, platform, platform.secrets_of(application).refresh)
    return envelope(platform.hand_out(application))


@router.api_route("/api/001003001/dataSharing/housingFundAccount.htm", methods=BOTH)
async def fund(request: Request, platform: Here) -> Response:
    """Return a person's housing fund account."""
    return await _share("fund", request, platform)


@router.api_route("/api/001003001/dataSharing/realEstateByOwner.htm", methods=BOTH)
async def real_estate(request: Request, platform: Here) -> Response:
    """Return the flats a person owns in the city."""
    return await _share("property", request, platform)


@router.api_route("/api/001003001/dataSharing/marriageRegistration.htm", methods=BOTH)
async def marriage(request: Request, platform: Here) -> Response:
    """Return whether and to whom a person is married."""
    return await _share("marriage", request, platform)


async def _share(source: Source, request: Request, platform: Platform) -> Response:
    given = await parameters(request)
    switch = platform.switches[source]
    if switch.strikes(given.get("cardId", "")):
        if switch.mode == "timeout":
            await asyncio.sleep(platform.settings.timeout_seconds)
        return JSONResponse({"message": "Service Unavailable"}, status_code=503)

    application = caller(given, platform)
    check_sign(given, platform, request_secrets(application, platform))
    required(given, "cardId", "additional")
    stated = purpose(given)
    platform.calls.append(
        {
            "source": source,
            "application": application.name,
            "cardId": given["cardId"],
            "additional": stated,
            "called_at": platform.clock.now().isoformat(),
        }
    )
    record = platform.records[source].get(given["cardId"])
    if record is None:
        return JSONResponse(envelope([], msg="无记录"))
    return JSONResponse(envelope([shown(source, record)], count=1))


def shown(source: Source, record: dict[str, Any]) -> dict[str, Any]:
    """Return a record as its source gives it out, with the names of its codes."""
    if source == "fund":
        named = ACCOUNT_STATUS.get(record.get("accountStatus", ""), "其他")
        return record | {"accountStatusName": named, "centre": CENTRE}
    if source == "property":
        return record | {"flatCount": len(record.get("flats", []))}
    return record | {"maritalStatusName": MARITAL_STATUS.get(record.get("maritalStatus", ""), "其他")}
