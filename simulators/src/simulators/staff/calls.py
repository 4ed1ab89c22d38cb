"""A signed call: who makes it, with which parameters, and the envelope of its answer (domain.md §7.3)."""

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from fastapi.responses import JSONResponse

from simulators.staff.platform import Here, Platform
from simulators.staff.settings import Application
from simulators.staff.signing import Parameters, signature

LONGEST_PAGE = 100
DEFAULT_PAGE = 20
LONGEST_LIST = 100


class SignatureRefused(Exception):
    """A call is not let through, with a code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class CallRefused(Exception):
    """A call is let through but not answered, with a response code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Call:
    """The parameters of a signed call and its caller."""

    application: Application
    parameters: Parameters

    def one(self, name: str, default: str | None = None) -> str:
        """Return a parameter.

        Raises:
            CallRefused: it is missing and has no default.

        """
        given = next((value for key, value in self.parameters if key == name and value), default)
        if given is None:
            raise CallRefused("400002", f"缺少参数 {name}")
        return given

    def many(self, name: str) -> list[str]:
        """Return all values of a parameter that may be repeated.

        Raises:
            CallRefused: it is missing, or has more than a hundred values.

        """
        given = [value for key, value in self.parameters if key == name and value]
        if not given:
            raise CallRefused("400002", f"缺少参数 {name}")
        if len(given) > LONGEST_LIST:
            raise CallRefused("400003", f"{name} 最多 {LONGEST_LIST} 个")
        return given

    def number(self, name: str, default: int) -> int:
        """Return a parameter that is a whole number.

        Raises:
            CallRefused: it is something else.

        """
        try:
            return int(self.one(name, str(default)))
        except ValueError:
            raise CallRefused("400001", f"{name} 应为整数") from None

    def page(self, rows: list[Any]) -> dict[str, Any]:
        """Return one page of rows as content, as the caller asked for it.

        Raises:
            CallRefused: the page asked for is longer than allowed.

        """
        size = self.number("pageSize", DEFAULT_PAGE)
        if not 0 < size <= LONGEST_PAGE:
            raise CallRefused("400001", f"pageSize 范围为 1-{LONGEST_PAGE}")
        number = max(self.number("pageNo", 1), 1)
        shown = rows[(number - 1) * size : number * size]
        content = {"data": shown, "pageSize": size, "currentPage": number}
        if self.one("returnTotalSize", "false").lower() == "true":
            content["totalSize"] = len(rows)
        return content


async def _signed(request: Request, platform: Here) -> Call:
    """Return the call, once its signature holds and its nonce is new.

    Raises:
        SignatureRefused: a header is wrong, or the call was made before.
        CallRefused: it names another tenant.

    """
    headers = request.headers
    application = platform.application(app_key=headers.get("apikey", ""))
    if application is None:
        raise SignatureRefused("InvalidApiKey", "apiKey 不存在")
    if headers.get("x-hmac-auth-version") != "1.0":
        raise SignatureRefused("InvalidVersion", "X-Hmac-Auth-Version 应为 1.0")
    timestamp = headers.get("x-hmac-auth-timestamp", "")
    _check_timestamp(timestamp, platform)

    nonce = headers.get("x-hmac-auth-nonce", "")
    parameters = await _parameters(request)
    path = request.url.path
    expected = signature(request.method, timestamp, nonce, path, parameters, application.app_secret)
    given = headers.get("x-hmac-auth-signature", "")
    if not nonce or not hmac.compare_digest(expected.encode(), given.encode()):
        raise SignatureRefused("InvalidSignature", "签名错误")
    if not platform.is_first_use(application, nonce):
        raise SignatureRefused("NonceUsed", "X-Hmac-Auth-Nonce 已使用")

    call = Call(application, parameters)
    if call.one("tenantId", str(platform.settings.tenant_id)) != str(platform.settings.tenant_id):
        raise CallRefused("403001", "无权访问该租户")
    return call


def _check_timestamp(timestamp: str, platform: Platform) -> None:
    try:
        given = datetime.fromisoformat(timestamp)
        skew = abs(platform.clock.now() - given)
    except (ValueError, TypeError):
        raise SignatureRefused("InvalidTimestamp", "X-Hmac-Auth-Timestamp 格式错误") from None
    if skew > timedelta(seconds=platform.settings.clock_skew_seconds):
        raise SignatureRefused("InvalidTimestamp", "X-Hmac-Auth-Timestamp 已过期")


async def _parameters(request: Request) -> Parameters:
    """Return the parameters that are signed: those of the body, or of the query if there is no body."""
    body = await request.body()
    if not body:
        return parse_qsl(request.url.query, keep_blank_values=True)
    if "json" not in request.headers.get("content-type", ""):
        return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    try:
        document = json.loads(body)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise SignatureRefused("InvalidBody", "请求体不是 JSON 对象")
    return [(name, _text(value)) for name, values in document.items() for value in _each(values)]


def _each(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]


def _text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


Signed = Annotated[Call, Depends(_signed)]


def success(**content: Any) -> dict[str, Any]:
    """Return the envelope of an answer."""
    return {
        "success": True,
        "content": {
            **content,
            "success": True,
            "requestId": secrets.token_hex(15),
            "responseMessage": "OK",
            "responseCode": "0",
            "bizErrorCode": "0",
        },
        "bizErrorCode": "0",
    }


async def call_refused(_: Request, refusal: Exception) -> JSONResponse:
    """Answer a call that the platform does not answer: success outside, failure inside."""
    code = refusal.code if isinstance(refusal, CallRefused) else ""
    content = {
        "data": None,
        "success": False,
        "requestId": secrets.token_hex(15),
        "responseMessage": str(refusal),
        "responseCode": code,
        "bizErrorCode": code,
    }
    return JSONResponse({"success": True, "content": content, "bizErrorCode": "0"})


async def signature_refused(_: Request, refusal: Exception) -> JSONResponse:
    """Answer a call that is not let through."""
    code = refusal.code if isinstance(refusal, SignatureRefused) else ""
    return JSONResponse(
        {
            "success": False,
            "Code": code,
            "Message": str(refusal),
            "_RequestId": secrets.token_hex(15),
            "bizErrorCode": code,
        },
        status_code=401,
    )
