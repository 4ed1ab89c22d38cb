"""A signed call to the sharing platform and the envelope of its answer (domain.md §3.5)."""

import hmac
import json
import math
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.responses import JSONResponse

from simulators.sources.platform import Applications
from simulators.sources.settings import Application
from simulators.sources.signing import sign

# Which item, which material and which operator a call is for; the rest of `additional` is optional.
PURPOSE = ("powerMatters", "materialName", "sponsorName")


class CallRefused(Exception):
    """A call is not answered, with a code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


async def parameters(request: Request) -> dict[str, str]:
    """Return the parameters of a call, from its query and its form; the form wins."""
    form = parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
    return dict(request.query_params) | dict(form)


def caller(given: dict[str, str], platform: Applications) -> Application:
    """Return the application that a call names, if the call is of now.

    Raises:
        CallRefused: a parameter is missing, the key is unknown, or the time is off.

    """
    required(given, "appKey", "requestTime", "sign")
    application = platform.application(given["appKey"])
    if application is None:
        raise CallRefused("02", "appKey不存在")
    now = platform.clock.timestamp()
    is_number = given["requestTime"].isascii() and given["requestTime"].isdigit()
    if not is_number or abs(int(given["requestTime"]) / 1000 - now) > platform.settings.clock_skew_seconds:
        raise CallRefused("04", "requestTime与服务器时间相差过大")
    return application


def required(given: dict[str, str], *names: str) -> None:
    """Check that parameters are there.

    Raises:
        CallRefused: one of them is missing.

    """
    missing = [name for name in names if not given.get(name)]
    if missing:
        raise CallRefused("01", f"缺少参数：{'、'.join(missing)}")


def check_sign(given: dict[str, str], platform: Applications, usable: Mapping[str, float]) -> None:
    """Check that a call was signed with one of the secrets, and that this one has not expired.

    Raises:
        CallRefused: the sign is wrong, or right with an expired secret.

    """
    for secret, expires_at in usable.items():
        expected = sign(given["appKey"], secret, given["requestTime"])
        if hmac.compare_digest(expected.encode(), given["sign"].encode()):
            if platform.clock.timestamp() > expires_at:
                raise CallRefused("05", "密钥已过期")
            return
    raise CallRefused("03", "sign错误")


def request_secrets(application: Application, platform: Applications) -> Mapping[str, float]:
    """Return the secrets that data calls may be signed with, each with its last moment."""
    fixed = {application.request_secret: math.inf} if application.request_secret else {}
    return platform.secrets_of(application).request | fixed


def purpose(given: dict[str, str]) -> dict[str, str]:
    """Return what a data call says it is for.

    Raises:
        CallRefused: it does not say which item, which material or which operator.

    """
    try:
        stated = json.loads(given["additional"])
    except ValueError:
        stated = None
    if not isinstance(stated, dict):
        raise CallRefused("06", "additional应为JSON对象")
    missing = [name for name in PURPOSE if not str(stated.get(name) or "").strip()]
    if missing:
        raise CallRefused("06", f"additional缺少：{'、'.join(missing)}")
    return {name: str(value) for name, value in stated.items()}


def envelope(datas: Any, *, count: int = 0, code: str = "00", msg: str = "成功") -> dict[str, Any]:
    """Return an answer."""
    return {
        "code": code,
        "msg": msg,
        "data": "",
        "datas": datas,
        "dataCount": count,
        "totalDataCount": count,
        "totalPage": 1,
        "requestId": secrets.token_hex(16),
    }


async def call_refused(_: Request, refusal: Exception) -> JSONResponse:
    """Answer a call that is not answered: 200 with a code other than 00."""
    code = refusal.code if isinstance(refusal, CallRefused) else ""
    return JSONResponse(envelope([], code=code, msg=str(refusal)))
