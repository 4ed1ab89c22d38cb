"""Answers every error with an RFC 9457 problem document, in the caller's language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, WebSocket
from fastapi.exceptions import RequestValidationError, WebSocketRequestValidationError
from fastapi.responses import JSONResponse
from opentelemetry import trace
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketState

from servicekit.problems import (
    MEDIA_TYPE,
    BodyTooLarge,
    Conflict,
    MalformedRequest,
    NeighbourAway,
    Problem,
)

POLICY_VIOLATION = 1008
DATA_EXCEPTION = "22"  # class of SQLSTATE

# The commonest of pydantic's error types, as a person reads them.
IN_CHINESE = {
    "missing": "此项必填",
    "extra forbidden": "不认识的字段",
    "string too short": "内容太短",
    "string too long": "内容太长",
    "string pattern mismatch": "格式不正确",
    "string type": "应为文字",
    "int parsing": "应为整数",
    "int type": "应为整数",
    "float parsing": "应为数字",
    "bool parsing": "应为是或否",
    "date parsing": "应为日期",
    "date from datetime parsing": "应为日期",
    "datetime parsing": "应为日期时间",
    "datetime from date parsing": "应为日期时间",
    "uuid parsing": "编号格式不正确",
    "enum": "不在可选范围内",
    "literal error": "不在可选范围内",
    "greater than equal": "数值太小",
    "less than equal": "数值太大",
    "json invalid": "不是有效的 JSON",
    "model attributes type": "应为一个对象",
    "dict type": "应为一个对象",
    "list type": "应为一个列表",
    "value error": "不符合要求",
}


# The phrase says enough; details of other people's exceptions may quote the caller.
HTTP_ERRORS = {
    404: ("no-such-address", "没有这个地址。"),
    405: ("method-not-allowed", "该地址不支持此方法。"),
    416: ("range-not-satisfiable", "请求的范围超出文件大小。"),
}


def language_of(headers: Headers) -> str:
    """Return `zh` unless the caller prefers English."""
    for wish in headers.get("accept-language", "zh").split(","):
        wanted = wish.strip()[:2].lower()
        if wanted in {"zh", "en"}:
            return wanted
    return "zh"


@dataclass(frozen=True)
class Answers:
    """Turns refusals into problem documents of one service."""

    base_url: str

    def document(self, scope: Scope, status: int, slug: str, title: str, **more: Any) -> JSONResponse:
        """Return a problem document about the requested path."""
        body: dict[str, Any] = {"type": self.base_url + slug, "title": title, "status": status}
        body |= {"instance": scope["path"]} | more
        span = trace.get_current_span().get_span_context()
        if span.is_valid:
            body["trace_id"] = f"{span.trace_id:032x}"
        return JSONResponse(body, status, media_type=MEDIA_TYPE)

    def refusal(self, scope: Scope, problem: Problem) -> JSONResponse:
        """Return the problem document of a refusal."""
        language = language_of(Headers(scope=scope))
        more = {"detail": problem.detail} if problem.detail else {}
        answer = self.document(
            scope, problem.status, problem.slug(), problem.title(language), **more | problem.extensions
        )
        if "retry_after" in problem.extensions:
            answer.headers["retry-after"] = str(problem.extensions["retry_after"])
        return answer


async def deliver(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send `response`, even to a WebSocket that has not been accepted."""
    if scope["type"] == "http" or "websocket.http.response" in scope.get("extensions", {}):
        await response(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})


def install(app: FastAPI, answers: Answers) -> None:  # noqa: C901 - one handler after the other
    """Answer every error of `app` that has a meaning with a problem document."""

    async def reply(connection: HTTPConnection, response: Response) -> Response | None:
        if not isinstance(connection, WebSocket):
            return response
        if connection.application_state is WebSocketState.CONNECTED:
            await connection.close(POLICY_VIOLATION)
        else:
            await deliver(response, connection.scope, connection.receive, connection.send)
        return None

    @app.exception_handler(Problem)
    async def refused(connection: HTTPConnection, exc: Problem) -> Response | None:
        if remember := getattr(app.state, "refused", None):
            await remember(connection, exc)
        return await reply(connection, answers.refusal(connection.scope, exc))

    @app.exception_handler(WebSocketRequestValidationError)
    @app.exception_handler(RequestValidationError)
    async def malformed(
        connection: HTTPConnection, exc: RequestValidationError | WebSocketRequestValidationError
    ) -> Response | None:
        return await refused(connection, MalformedRequest(errors=list(mistakes(exc.errors()))))

    @app.exception_handler(StaleDataError)
    async def overtaken(connection: HTTPConnection, _exc: StaleDataError) -> Response | None:
        return await refused(connection, Conflict("Somebody else changed this at the same moment."))

    @app.exception_handler(PoolTimeout)
    @app.exception_handler(InterfaceError)
    @app.exception_handler(OperationalError)
    @app.exception_handler(ConnectionError)
    async def away(connection: HTTPConnection, _exc: Exception) -> Response | None:
        return await refused(connection, NeighbourAway(retry_after=2))

    @app.exception_handler(DBAPIError)
    async def unstorable(connection: HTTPConnection, exc: DBAPIError) -> Response | None:
        # No column holds what was sent: a NUL in a text, a number out of range.
        if str(getattr(exc.orig, "sqlstate", "")).startswith(DATA_EXCEPTION):
            return await refused(connection, MalformedRequest())
        raise exc

    @app.exception_handler(HTTPException)
    async def http_error(connection: HTTPConnection, exc: HTTPException) -> Response | None:
        if exc.status_code == BodyTooLarge.status:
            return await refused(connection, BodyTooLarge())
        slug, zh = HTTP_ERRORS.get(exc.status_code, (f"http-{exc.status_code}", "请求有误。"))
        title = zh if language_of(connection.headers) == "zh" else slug.replace("-", " ").capitalize() + "."
        answer = answers.document(connection.scope, exc.status_code, slug, title)
        answer.headers.update(exc.headers or {})
        return await reply(connection, answer)


def mistakes(errors: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """Say where each mistake is and which rule it breaks, never what was sent.

    Pydantic's `msg`, `ctx` and `input` may quote the caller, and so may the keys of an
    object: a key is repeated only if it looks like one of our own names.
    """
    for error in errors:
        source, *place = error["loc"] or ("body",)
        kind = str(error["type"])
        if kind == "extra_forbidden" and place:
            place.pop()
        if kind == "json_invalid":
            place = []
        names = [str(part) if isinstance(part, int) or is_our_name(part) else "*" for part in place]
        words = kind.replace("_", " ")
        where = {"pointer": "#" + "".join(f"/{name}" for name in names)}
        if source != "body":
            where = {"parameter": ".".join(names)}
        yield where | {"detail": words, "zh": IN_CHINESE.get(words, "不符合要求")}


def is_our_name(part: str) -> bool:
    """Tell whether an object key has the form of a field name of ours."""
    return re.fullmatch(r"[A-Za-z][A-Za-z_-]{0,39}", part) is not None
