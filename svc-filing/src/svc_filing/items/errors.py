"""Refusals about items."""

from servicekit.problems import Problem


class NoSuchItem(Problem):
    """There is no such item."""

    status = 404
    zh = "没有这个事项。"


class ItemNotOffered(Problem):
    """This item cannot be applied for at present."""

    status = 409
    zh = "该事项目前不受理申请。"
