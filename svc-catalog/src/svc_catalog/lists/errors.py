"""Refusals that a caller of lists must be ready for."""

from servicekit.problems import Problem


class NoSuchList(Problem):
    """There is no such list there, or it is not yours."""

    status = 404
    zh = "没有这个清单。"


class ListExists(Problem):
    """The region has a list of this kind already."""

    status = 409
    zh = "该地区已有这类清单。"


class NoSuchTask(Problem):
    """There is no such task, or it is not yours."""

    status = 404
    zh = "没有这项任务。"


class TaskIsDone(Problem):
    """The task is done already."""

    status = 409
    zh = "任务已经办结。"
