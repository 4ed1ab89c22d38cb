"""The script that the app puts into every page it shows: ZWJSBridge (domain.md §7.2)."""

import json
from importlib.resources import files
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Cookie, Request
from fastapi.responses import JSONResponse, Response

from simulators.provincial.accounts import Account, Company
from simulators.provincial.login import VISITOR
from simulators.provincial.province import Here, Province

# County seats, WGS-84, indicative (domain.md §14.2); the app does not say which system it uses.
PLACES = {
    "331002": ("28.6735", "121.4427", "椒江区", "台州市", "331000"),
    "331083": ("28.1360", "121.2317", "玉环市", "台州市", "331000"),
    "330902": ("30.0198", "122.1068", "定海区", "舟山市", "330900"),
}

router = APIRouter(prefix="/assets/ZWJSBridge")

Visitor = Annotated[str | None, Cookie(alias=VISITOR)]


@router.get("/1.1.0/zwjsbridge.js")
async def script(
    request: Request, province: Here, persona: str = "", servicecode: str = "", visitor: Visitor = None
) -> Response:
    """Return the bridge for the persona signed on in this browser, or for the one named."""
    account = province.account(persona or visitor or "")
    known: dict[str, Any] = {
        "uiStyle": account.ui_style if account else "normal",
        "userType": "2" if isinstance(account, Company) else "0",
        "location": _location(account.region if account else "331002"),
        "ticketAddress": f"{request.base_url}assets/ZWJSBridge/ticket",
        "servicecode": servicecode or province.settings.applications[0].servicecode,
        "persona": account.key if account else "",
    }
    source = (files("simulators.pages") / "zwjsbridge.js").read_text(encoding="utf-8")
    return Response(
        source.replace("__KNOWN__", json.dumps(known, ensure_ascii=False)),
        media_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


def _location(region: str) -> dict[str, str]:
    latitude, longitude, county, city, city_code = PLACES[region]
    return {
        "latitude": latitude,
        "longitude": longitude,
        "city": city_code,
        "cityName": city,
        "region": county,
        "townCode": "",
        "detailAddress": f"浙江省{city}{county}",
    }


@router.get("/ticket")
async def ticket(
    request: Request, province: Here, servicecode: str, persona: str = "", visitor: Visitor = None
) -> Response:
    """Return a new ticket for the persona signed on in this browser."""
    account = province.account(persona or visitor or "")
    response = JSONResponse(_ticket(province, servicecode, account))
    origin = request.headers.get("origin", "")
    if origin in _origins(province):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
        response.headers["Vary"] = "Origin"
    return response


def _ticket(province: Province, servicecode: str, account: Account | None) -> dict[str, Any]:
    application = province.application(servicecode=servicecode)
    if application is None or account is None:
        return {"result": False, "ticketId": None}
    return {"result": True, "ticketId": province.issue_ticket(account, application)}


def _origins(province: Province) -> set[str]:
    origins: set[str] = set()
    for application in province.settings.applications:
        parts = urlsplit(application.callback)
        origins |= {f"{parts.scheme}://{parts.netloc}", *application.redirect_origins}
    return origins
