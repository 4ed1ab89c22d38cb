"""Refusals about principals."""

from servicekit.problems import Problem


class NoSuchPrincipal(Problem):
    """There is no record of you: sign on again."""

    status = 404
    zh = "没有您的账号记录，请重新登录。"
