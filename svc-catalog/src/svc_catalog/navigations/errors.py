"""Refusals that a caller of navigations must be ready for."""

from servicekit.problems import Problem


class NoSuchEntry(Problem):
    """This navigation has no such entry."""

    status = 404
    zh = "没有这个导航分类。"


class NotKeptByHand(Problem):
    """The entries of this navigation follow from the items; nobody writes them."""

    status = 409
    zh = "该导航由事项自动归类，不能手工维护。"
