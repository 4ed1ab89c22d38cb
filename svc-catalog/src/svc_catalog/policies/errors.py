"""Refusals that a caller of policies must be ready for."""

from servicekit.problems import Problem


class NoSuchPolicy(Problem):
    """There is no such policy, or it is not yours to see."""

    status = 404
    zh = "没有这项政策。"


class ItemsNotThere(Problem):
    """A policy names items that the directory does not hold."""

    status = 409
    zh = "政策引用的事项不存在。"
