"""Refusals of the feed, and what is wrong with a page of it."""

from servicekit.problems import Problem


class FeedNotConnected(Problem):
    """No library is connected."""

    status = 409
    zh = "尚未接入省权力事项库。"


class PageRefused(Exception):
    """A page of the library is not taken; `code` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
