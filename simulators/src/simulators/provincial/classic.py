"""The classic ticket flow: ticketValidation and getUserInfo (domain.md §7.1)."""

import hmac
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request

from simulators.provincial.accounts import Resident
from simulators.provincial.province import Fault, GrantRefused, Here, Province
from simulators.provincial.settings import Application
from simulators.provincial.signing import md5_sign

LOCAL_TIME = ZoneInfo("Asia/Shanghai")

TICKET_REFUSED = {
    Fault.EXPIRED: (6001, "票据已过期或已使用"),
    Fault.UNKNOWN: (6002, "票据不存在"),
    Fault.FOREIGN: (6003, "票据不属于该资源"),
    Fault.MALFORMED: (6004, "票据格式错误"),
}
TICKET_OTHER = 6099

# 6501–6505 and 6599 are documented as a range; their order follows that of 6001–6004.
TOKEN_REFUSED = {
    Fault.EXPIRED: (6501, "令牌已过期"),
    Fault.UNKNOWN: (6502, "令牌不存在"),
    Fault.FOREIGN: (6503, "令牌不属于该资源"),
    Fault.MALFORMED: (6504, "令牌格式错误"),
}
ACCOUNT_DISABLED = (6505, "账号已停用")
TOKEN_OTHER = 6599

router = APIRouter()


class CallRefused(Exception):
    """A classic call is not accepted whatever its ticket; the message says why, in Chinese."""


@router.post("/sso/servlet/simpleauth")
async def simpleauth(request: Request, province: Here) -> dict[str, Any]:
    """Answer a classic call that came straight to the province."""
    return answer(await parameters(request), province)


async def parameters(request: Request) -> dict[str, str]:
    """Return the parameters of a call, from its query and its form; the form wins."""
    form = parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
    return dict(request.query_params) | dict(form)


def answer(given: dict[str, str], province: Province, through: Application | None = None) -> dict[str, Any]:
    """Return the reply to a classic call, `through` the IRS gateway as an application or directly."""
    if given.get("method") == "getUserInfo":
        return _user_info(given, province, through)
    if given.get("method") == "ticketValidation":
        return _ticket_validation(given, province, through)
    return {"result": TICKET_OTHER, "errmsg": "method不正确"}


def _ticket_validation(
    given: dict[str, str], province: Province, through: Application | None
) -> dict[str, Any]:
    try:
        application = _caller(given, province, through)
        # Companies sign on through ESSO or IRS only.
        account = province.redeem_ticket(given.get("st", ""), application, Resident)
    except CallRefused as refusal:
        return {"result": TICKET_OTHER, "errmsg": str(refusal)}
    except GrantRefused as refusal:
        return _failure(*TICKET_REFUSED[refusal.fault])
    return {
        "result": 0,
        "errmsg": "成功",
        "token": province.issue_token(account, application),
        "orgcoding": "",
        **_names(account),
    }


def _user_info(given: dict[str, str], province: Province, through: Application | None) -> dict[str, Any]:
    try:
        application = _caller(given, province, through)
        account = province.token_owner(given.get("token", ""), application, Resident)
    except CallRefused as refusal:
        return {"result": TOKEN_OTHER, "errmsg": str(refusal)}
    except GrantRefused as refusal:
        return _failure(*TOKEN_REFUSED[refusal.fault])
    if account.useable != "1":
        return _failure(*ACCOUNT_DISABLED)
    return {"result": 0, "errmsg": "成功", **user(account)}


def _failure(result: int, errmsg: str) -> dict[str, Any]:
    return {"result": result, "errmsg": errmsg}


def _caller(given: dict[str, str], province: Province, through: Application | None) -> Application:
    """Return the application that signed a call.

    Raises:
        CallRefused: the form of the answer, the application, the time or the sign is wrong.

    """
    if given.get("datatype") != "json":
        raise CallRefused("datatype只支持json")
    servicecode = given.get("servicecode", "")
    application, password = _registered(servicecode, province, through)
    _check_time(given.get("time", ""), province)
    expected = md5_sign(servicecode, password, given["time"])
    if not hmac.compare_digest(expected.encode(), given.get("sign", "").encode()):
        raise CallRefused("签名错误")
    return application


def _registered(servicecode: str, province: Province, through: Application | None) -> tuple[Application, str]:
    """Return whose code it is and the password that goes with it.

    Behind the IRS gateway real clients give their access key and sign with the secret key.
    """
    if through is not None and servicecode == through.access_key:
        return through, through.secret_key
    application = province.application(servicecode=servicecode)
    is_other = through is not None and through is not application
    if application is None or is_other:
        raise CallRefused("接入代码未登记")
    return application, application.servicepwd


def _check_time(time: str, province: Province) -> None:
    try:
        given = datetime.strptime(time, "%Y%m%d%H%M%S").replace(tzinfo=LOCAL_TIME)
    except ValueError:
        raise CallRefused("time格式应为yyyyMMddHHmmss") from None
    if abs(given - province.clock.now()) > timedelta(seconds=province.settings.time_skew_seconds):
        raise CallRefused("time与服务器时间相差过大")


def _names(account: Resident) -> dict[str, str]:
    return {
        "userid": account.userid,
        "loginname": account.loginname,
        "username": account.username if account.is_real_name else "",
    }


def user(account: Resident) -> dict[str, Any]:
    """Return a resident as getUserInfo shows him; without real-name level the real-name fields are empty."""
    known = account.is_real_name
    return {
        **_names(account),
        "authlevel": account.authlevel,
        "idtype": 1,
        "idnum": account.idnum if known else "",
        "passport": "",
        "permitlicense": "",
        "taiwanlicense": "",
        "officerlicense": "",
        "greencard": "",
        "sex": account.sex if known else "",
        "nation": account.nation if known else "",
        "birthday": account.birthday if known else "",
        "email": "",
        "mobile": account.mobile,
        "postcode": "",
        "cakey": "",
        "country": "",
        "province": "",
        "city": "",
        "officeaddress": "",
        "officephone": "",
        "officefax": "",
        "homephone": "",
        "homeaddress": "",
        "useable": account.useable,
        "orderby": "",
        "headpicture": "",
    }
