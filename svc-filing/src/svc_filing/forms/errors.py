"""Refusals about forms."""

from servicekit.problems import Problem


class NoForm(Problem):
    """This item has no online form yet."""

    status = 409
    zh = "该事项暂未开通网上申请。"
