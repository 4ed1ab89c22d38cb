"""Refusals that a caller of codes must be ready for."""

from servicekit.problems import Problem


class NoSuchTable(Problem):
    """There is no such code table."""

    status = 404
    zh = "没有这张代码表。"
