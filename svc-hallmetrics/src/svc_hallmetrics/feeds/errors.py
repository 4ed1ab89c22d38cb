"""Refusals about feeds."""

from servicekit.problems import Problem


class NotAFeed(Problem):
    """You are not registered as a feed of any hall."""

    status = 403
    zh = "未登记为任何大厅的叫号数据源。"


class NoSuchHall(Problem):
    """There is no such hall, or it is not yours to see."""

    status = 404
    zh = "没有找到该大厅，或不属于您。"
