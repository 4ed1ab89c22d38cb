"""Refusals about sites."""

from servicekit.problems import Problem


class NoSuchSite(Problem):
    """There is no such site, or it is not yours to change."""

    status = 404
    zh = "没有这个网点，或不属于您管理。"
