"""Access tokens, and who stands behind a code (domain.md §7.3)."""

import hashlib
from typing import Any

from fastapi import APIRouter

from simulators.staff.calls import Call, CallRefused, Signed, success
from simulators.staff.directory import Employee
from simulators.staff.platform import Here, Platform

# Codes as the public DingTalk uses them; those of the staff platform are not documented.
BAD_CREDENTIALS = ("40089", "不合法的 appkey 或 appsecret")
BAD_TOKEN = ("40014", "不合法的 access_token")
BAD_CODE = ("40078", "不存在的临时授权码")

router = APIRouter()


@router.api_route("/gettoken.json", methods=["GET", "POST"])
async def access_token(call: Signed, platform: Here) -> dict[str, Any]:
    """Return an access token for two hours."""
    key = call.one("appkey", call.one("appKey", ""))
    secret = call.one("appsecret", call.one("appSecret", ""))
    if (key, secret) != (call.application.app_key, call.application.app_secret):
        raise CallRefused(*BAD_CREDENTIALS)
    return _token(call, platform)


@router.api_route("/get_jsapi_token.json", methods=["GET", "POST"])
async def script_token(call: Signed, platform: Here) -> dict[str, Any]:
    """Return a token for the scripts of a page."""
    _check_token(call, platform)
    return _token(call, platform)


@router.api_route("/rpc/oauth2/dingtalk_app_user.json", methods=["GET", "POST"])
async def app_user(call: Signed, platform: Here) -> dict[str, Any]:
    """Return who opened the application inside the staff app."""
    _check_token(call, platform)
    employee = platform.redeem_code(call.one("auth_code"), call.application, "app")
    return _user(employee, call, platform)


@router.api_route("/rpc/oauth2/getuserinfo_bycode.json", methods=["GET", "POST"])
async def scan_user(call: Signed, platform: Here) -> dict[str, Any]:
    """Return who confirmed the sign-on with his phone."""
    _check_token(call, platform)
    employee = platform.redeem_code(call.one("code"), call.application, "scan")
    return _user(employee, call, platform)


def _token(call: Call, platform: Platform) -> dict[str, Any]:
    token = platform.issue_token(call.application)
    return success(data={"accessToken": token, "expiresIn": platform.settings.token_seconds})


def _check_token(call: Call, platform: Platform) -> None:
    if not platform.honours_token(call.one("access_token"), call.application):
        raise CallRefused(*BAD_TOKEN)


def _user(employee: Employee | None, call: Call, platform: Platform) -> dict[str, Any]:
    if employee is None:
        raise CallRefused(*BAD_CODE)
    client_id = call.application.client_id
    openid = hashlib.sha256(f"{client_id} {employee.code}".encode()).hexdigest()[:32]
    tenant_id = platform.settings.tenant_id
    user = {
        "lastName": employee.name,
        "accountId": employee.account_id,
        "account": employee.account,
        "employeeCode": employee.code,
        "tenantId": tenant_id,
        "realmId": tenant_id,
        "realmName": platform.settings.realm_name,
        "namespace": "local",
        "nickNameCn": employee.name,
        "tenantUserId": f"{tenant_id}${employee.account_id}",
        "clientId": client_id,
        "openid": openid,
    }
    return success(data=user)
