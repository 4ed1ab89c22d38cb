"""Refusals that a caller of policies must be ready for."""

from servicekit.problems import Problem


class NoSuchPolicy(Problem):
    """There is no such policy, or it is not yours to see."""

    status = 404
    zh = "没有这项政策。"


class RegionNotYours(Problem):
    """The region does not lie in the caller's."""

    status = 403
    zh = "这个区划不在您的管辖范围内。"


class NothingToPublish(Problem):
    """No draft of this policy waits for its publication."""

    status = 409
    zh = "没有待发布的草稿。"


class SecondPersonNeeded(Problem):
    """Who wrote a draft does not publish it."""

    status = 409
    zh = "起草人不能发布自己的草稿，请另一位同事发布。"


class ItemsNotThere(Problem):
    """A policy names items that the directory does not hold."""

    status = 409
    zh = "政策引用的事项不存在。"
