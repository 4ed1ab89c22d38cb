"""Refusals about sites."""

from servicekit.problems import Problem


class NoSuchSite(Problem):
    """There is no such site, or it is not yours to see."""

    status = 404
    zh = "没有找到该网点。"
