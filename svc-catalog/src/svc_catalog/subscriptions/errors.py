"""Refusals that a caller of subscriptions must be ready for."""

from servicekit.problems import Problem


class NotSubscribed(Problem):
    """You have not subscribed to policies."""

    status = 404
    zh = "您还没有订阅惠企政策。"
