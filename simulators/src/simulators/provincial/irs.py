"""The IRS gateway: the classic calls behind HMAC headers, and the newer signed calls (domain.md §7.2)."""

import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from simulators.provincial import classic
from simulators.provincial.accounts import Account, Company, Resident
from simulators.provincial.province import GrantRefused, Here, Province
from simulators.provincial.settings import Application
from simulators.provincial.signing import esso_signature, irs_signature

router = APIRouter(prefix="/restapi/prod")


class SignatureRefused(Exception):
    """The IRS gateway does not let a call through; the message is its documented text."""


async def signature_refused(_: Request, refusal: Exception) -> JSONResponse:
    """Answer a call that the gateway did not let through."""
    return JSONResponse({"message": str(refusal)}, status_code=401)


async def _signed(request: Request, province: Here) -> Application:
    """Return the application that signed the request.

    Raises:
        SignatureRefused: the key, the date, the signature or the route is wrong, in this order.

    """
    headers = request.headers
    application = province.application(access_key=headers.get("x-bg-hmac-access-key", ""))
    if application is None:
        raise SignatureRefused("Invalid access key")
    _check_date(headers.get("x-bg-date-time", ""), province)

    given = headers.get("x-bg-hmac-signature", "")
    expected = irs_signature(
        request.method,
        request.url.path,
        request.url.query,
        application.access_key,
        headers["x-bg-date-time"],
        application.secret_key,
    )
    is_hmac = headers.get("x-bg-hmac-algorithm", "").lower() == "hmac-sha256"
    if not is_hmac or not hmac.compare_digest(expected.encode(), given.encode()):
        raise SignatureRefused("Invalid signature")
    if province.settings.refuse_replay and given in province.signatures:
        raise SignatureRefused("Invalid signature")
    province.signatures.add(given)

    route_id = request.url.path.removeprefix("/restapi/prod/").split("/")[0]
    if route_id in application.forbidden_routes:
        raise SignatureRefused("The route_id is forbidden")
    return application


def _check_date(value: str, province: Province) -> None:
    try:
        date = datetime.strptime(value, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    except ValueError:
        raise SignatureRefused("Clock skew exceeded") from None
    if abs(province.clock.now() - date) > timedelta(seconds=province.settings.clock_skew_seconds):
        raise SignatureRefused("Clock skew exceeded")


Caller = Annotated[Application, Depends(_signed)]


@router.post("/IC33000020220228000002/sso/servlet/simpleauth")
async def ticket_validation(request: Request, province: Here, caller: Caller) -> dict[str, Any]:
    """Exchange a ticket for a token, by the classic call behind the gateway."""
    given = {"method": "ticketValidation"} | await classic.parameters(request)
    return classic.answer(given, province, caller)


@router.post("/IC33000020220228000004/sso/servlet/simpleauth")
async def classic_user_info(request: Request, province: Here, caller: Caller) -> dict[str, Any]:
    """Return the resident behind a token, by the classic call behind the gateway."""
    given = {"method": "getUserInfo"} | await classic.parameters(request)
    return classic.answer(given, province, caller)


@router.api_route("/IC33000020220329000007/uc/sso/access_token", methods=["GET", "POST"])
async def access_token(request: Request, province: Here, caller: Caller) -> dict[str, Any]:
    """Exchange a ticket for a token."""
    given = await _json_or_query(request)
    try:
        if given.get("appId") != caller.app_id:
            return _envelope(error=("C-USER-SSO-TICKET-INVALID", "appId与票据不符"))
        account = province.redeem_ticket(given.get("ticketId", ""), caller, Account)
    except GrantRefused:
        return _envelope(error=("C-USER-SSO-TICKET-INVALID", "票据无效"))
    return _envelope({"accessToken": province.issue_token(account, caller)})


@router.api_route("/IC33000020220329000008/uc/sso/getUserInfo", methods=["GET", "POST"])
async def user_info(request: Request, province: Here, caller: Caller) -> dict[str, Any]:
    """Return the person or company behind a token."""
    given = await _json_or_query(request)
    try:
        account = province.token_owner(given.get("token", ""), caller, Account)
    except GrantRefused:
        return _envelope(error=("C-USER-SSO-TOKEN-INVALID", "令牌无效"))
    if account.useable != "1":
        return _envelope(error=("C-USER-SSO-USER-EMPTY", "用户不存在"))
    return _envelope(_user(account, province))


async def _json_or_query(request: Request) -> dict[str, str]:
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        body = {}
    given = body if isinstance(body, dict) else {}
    return dict(request.query_params) | {name: str(value) for name, value in given.items()}


def _envelope(data: Any = None, error: tuple[str, str] | None = None) -> dict[str, Any]:
    code, message = error or (None, None)
    return {"success": error is None, "data": data, "errorCode": code, "errorMsg": message}


def _user(account: Account, province: Province) -> dict[str, Any]:
    company = province.companies.get(account.key)
    person = province.residents[company.agent if company else account.key]
    return {
        "userType": "LEGAL_PERSON" if company else "PERSON",
        "personInfo": _person(person),
        "legalPersonInfo": _legal_person(company, province) if company else None,
        "organizationInfoList": [],
    }


def _person(resident: Resident) -> dict[str, Any]:
    known = resident.is_real_name
    return {
        "userId": resident.userid,
        "userName": resident.username if known else "",
        "idType": "ID_CARD",
        "idNo": resident.idnum if known else "",
        "phone": resident.mobile,
        "email": "",
        "nation": resident.nation if known else "",
        "gender": resident.sex if known else "",
        "birthday": resident.birthday if known else "",
        "certKey": "",
        "attnUserType": None,
        "attributes": {"authLevel": resident.authlevel, "loginName": resident.loginname},
    }


def _legal_person(company: Company, province: Province) -> dict[str, Any]:
    agent, principal = province.residents[company.agent], province.residents[company.principal]
    return {
        "name": company.company,
        "unifiedSocialId": company.uscc,
        "orgType": "1",
        "attnName": agent.username,
        "attnPhone": agent.mobile,
        "attnIdType": "ID_CARD",
        "attnIdNo": agent.idnum,
        "principal": principal.username,
        "idNo": principal.idnum,
        "corpId": company.corp_id,
        "userId": company.userid,
        "attributes": {
            "userId": company.userid,
            "realLevel": company.real_level,
            "loginType": company.login_type,
        },
    }


@router.post("/IC33000020220309000001/rest/user/query")
async def company_query(request: Request, province: Here, caller: Caller) -> dict[str, Any]:
    """Return the company account behind an ssotoken, as the older sign-on of companies did."""
    body = await request.body()
    expected = esso_signature(body, caller.project_secret)
    given = request.headers.get("x-esso-signature", "")
    is_project = request.headers.get("x-esso-project-id") == caller.project_id
    if not is_project or not hmac.compare_digest(expected.encode(), given.encode()):
        return {"errCode": 1, "msg": "签名错误", "info": ""}
    try:
        token = (await _json_or_query(request)).get("token", "")
        company = province.redeem_ticket(token, caller, Company)
    except GrantRefused:
        return {"errCode": 2, "msg": "令牌无效", "info": ""}
    return {
        "errCode": 0,
        "msg": "成功",
        "info": json.dumps(_attributes(company, province), ensure_ascii=False),
    }


def _attributes(company: Company, province: Province) -> dict[str, str]:
    agent, principal = province.residents[company.agent], province.residents[company.principal]
    return {
        "userId": company.userid,
        "CompanyName": company.company,
        "uniscid": company.uscc,
        "realLevel": company.real_level,
        "OrgType": "1",
        "CompanyType": "1",
        "CompanyLegRep": principal.username,
        "attnName": agent.username,
        "attnPhone": agent.mobile,
        "attnIDType": "111",
        "attnIDNo": agent.idnum,
        "loginType": company.login_type,
        "xzqh": company.region,
    }
