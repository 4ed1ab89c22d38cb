"""Refusals of the comparison."""

from servicekit.problems import Problem


class NobodyToCompareWith(Problem):
    """No addresses of neighbours are known."""

    status = 409
    zh = "尚未配置可比对的服务。"
