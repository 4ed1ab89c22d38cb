"""What stands in front of routing: who calls, how much is taken, and the last answer."""

import logging
import traceback
from typing import NoReturn

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from servicekit.problems import BodyTooLarge, InternalError, NotSignedIn, Problem
from servicekit.tokens import Tokens
from servicekit.web import Answers, deliver

log = logging.getLogger(__name__)

# The platform asks these without a token; they tell nothing about the domain.
OPEN_PATHS = frozenset({"/livez", "/readyz", "/metrics", "/openapi.json"})


class Door:
    """Lets a request in once its token is good and its body is not too large."""

    def __init__(self, app: ASGIApp, *, tokens: Tokens, answers: Answers, max_body_size: int) -> None:
        self._app = app
        self._tokens = tokens
        self._answers = answers
        self._max_body_size = max_body_size

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Admit, refuse, or answer for a crash, whichever comes first."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        started = False

        async def noticing(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        problem: Problem | None
        try:
            problem = await self._objection(scope)
            if problem is None:
                return await self._app(scope, self._limited(scope, receive), noticing)
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets an answer
            # The place only: messages and values may quote a person's data.
            log.error("crashed: %s", where(error))  # noqa: TRY400
            if started:
                cut_off()
            problem = InternalError()
        answer = self._answers.refusal(scope, problem)
        return await deliver(answer, scope, receive, send)

    async def _objection(self, scope: Scope) -> Problem | None:
        """Return why this request may not come in; nothing of its body has been read."""
        if scope["path"] in OPEN_PATHS:
            return None
        caller = await self._tokens.bearer(scope)
        if caller is None:
            return NotSignedIn()
        scope.setdefault("state", {})["caller"] = caller
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdecimal() or int(length) > self._max_body_size:
            return BodyTooLarge(limit=self._max_body_size)
        return None

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        """Stop a body without announced length as soon as it is too large."""
        if scope["type"] != "http":
            return receive
        taken = 0

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._max_body_size:
                # The one exception that FastAPI lets pass while it reads a body.
                raise HTTPException(BodyTooLarge.status)
            return message

        return limited


def cut_off() -> NoReturn:
    """Break the connection: the caller has a part of an answer that is not true."""
    msg = "the answer had already begun"
    raise ConnectionAbortedError(msg) from None


def where(error: BaseException) -> str:
    """Name an error and its place, never its message."""
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    places = " < ".join(f"{f.filename.rpartition('/')[2]}:{f.lineno} {f.name}" for f in reversed(frames))
    return f"{type(error).__qualname__} at {places}"
