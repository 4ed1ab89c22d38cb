"""Refusals about sessions."""

from servicekit.problems import Problem


class NoSuchSession(Problem):
    """There is no such session, or it is not yours."""

    status = 404
    zh = "没有这个登录会话，或不属于您。"
