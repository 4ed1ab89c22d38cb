"""Refusals that a caller of links must be ready for."""

from servicekit.problems import Problem


class NoSuchLink(Problem):
    """No page has this short link."""

    status = 404
    zh = "没有这个短链接。"


class NothingToLinkTo(Problem):
    """There is no such page."""

    status = 404
    zh = "没有可以链接的页面。"
