"""Refusals that a caller of regions must be ready for."""

from servicekit.problems import Problem


class NoSuchRegion(Problem):
    """This catalogue knows no such region."""

    status = 404
    zh = "没有这个区划。"
