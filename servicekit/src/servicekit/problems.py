"""Refusals: what a caller is told when something may not or cannot be done (RFC 9457)."""

import re
from typing import Any, ClassVar

MEDIA_TYPE = "application/problem+json"
#: Where the types of refusals stand, unless a city has an address of its own for them.
TYPES = "https://sanzhi.example/problems/"


class Problem(Exception):
    """A refusal; the subclass is its type and the first line of its docstring its title.

    `detail` and the keyword arguments reach the caller: never put into them what
    only somebody else may know. Keyword arguments become members of the document.
    """

    status: ClassVar[int] = 400
    #: The title in Chinese.
    zh: ClassVar[str] = "请求无法完成。"

    def __init__(self, detail: str = "", **extensions: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extensions = extensions

    @classmethod
    def slug(cls) -> str:
        """Return the last part of the type's address: `QueueFull` is `queue-full`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()

    @classmethod
    def title(cls, language: str = "en") -> str:
        """Return one sentence that is the same for every occurrence."""
        return cls.zh if language == "zh" else (cls.__doc__ or "").strip().partition("\n")[0]


class NotSignedIn(Problem):
    """You are not signed in, or the sign-in has ended."""

    status = 401
    zh = "您尚未登录，或登录已失效。"


class NotAllowed(Problem):
    """You may not do this."""

    status = 403
    zh = "您没有办理此操作的权限。"


class NoSuchThing(Problem):
    """There is no such thing, or it is not yours."""

    status = 404
    zh = "没有找到，或不属于您。"


class Conflict(Problem):
    """This does not fit the present state."""

    status = 409
    zh = "当前状态下不能这样操作。"


class StaleVersion(Problem):
    """Somebody has changed this since you read it."""

    status = 412
    zh = "内容已被他人修改，请刷新后重试。"


class VersionRequired(Problem):
    """Say in If-Match which version you mean to change."""

    status = 428
    zh = "请在 If-Match 中注明所修改的版本。"


class BodyTooLarge(Problem):
    """The request is larger than this address takes."""

    status = 413
    zh = "提交的内容过大。"


class MalformedRequest(Problem):
    """The request does not have the form that this address takes."""

    status = 422
    zh = "提交的内容格式有误。"


class SameKeyRunning(Problem):
    """A request with this Idempotency-Key is still under way."""

    status = 409
    zh = "相同的请求正在处理中，请稍候。"


class KeyReused(Problem):
    """This Idempotency-Key was used for another request."""

    status = 422
    zh = "该幂等键已用于其他请求。"


class KeyMalformed(Problem):
    """The Idempotency-Key must have 1 to 255 printable characters."""

    status = 400
    zh = "幂等键格式有误。"


class NeighbourAway(Problem):
    """Another service that is needed for this does not answer."""

    status = 503
    zh = "所依赖的服务暂时不可用，请稍后再试。"


class InternalError(Problem):
    """Something went wrong on our side; it has been noted."""

    status = 500
    zh = "系统出现异常，已记录，请稍后再试。"


def invalid(pointer: str, detail: str, zh: str = "") -> MalformedRequest:
    """Return the refusal of one field that only a rule could judge.

    Args:
        pointer: where the field is, as a JSON pointer such as `#/form/rent`.
        detail: what is wrong, without the value.
        zh: the same in Chinese.

    """
    return MalformedRequest(errors=[{"pointer": pointer, "detail": detail, "zh": zh or detail}])


def problems(*refusals: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """Describe refusals for `responses=` of a route; several may share a status."""
    found: dict[int | str, dict[str, Any]] = {}
    for refusal in refusals:
        line = f"`{refusal.slug()}`: {refusal.title()}"
        entry = found.setdefault(
            refusal.status,
            {
                "description": "",
                "content": {
                    MEDIA_TYPE: {
                        "schema": {"$ref": "#/components/schemas/ProblemOut"},
                        "example": {
                            "type": TYPES + refusal.slug(),
                            "title": refusal.title("zh"),
                            "status": refusal.status,
                            "instance": "/v1/…",
                        },
                    }
                },
            },
        )
        entry["description"] = f"{entry['description']}\n{line}".strip()
    return found
