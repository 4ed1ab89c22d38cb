"""Refusals about new items of the directory."""

from servicekit.problems import Problem


class NoSuchArrival(Problem):
    """There is no such new item, or the list is not yours to keep."""

    status = 404
    zh = "没有这个新增事项，或清单不归您管理。"


class ArrivalIsDecided(Problem):
    """Somebody has decided on this new item, or the province has taken it back."""

    status = 409
    zh = "该新增事项已有决定，或省级已取消。"
