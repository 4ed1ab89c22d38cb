"""Refusals that a caller of search must be ready for."""

from servicekit.problems import Problem


class NothingToOpen(Problem):
    """Search knows nothing of this kind and key."""

    status = 404
    zh = "没有这条搜索结果。"
