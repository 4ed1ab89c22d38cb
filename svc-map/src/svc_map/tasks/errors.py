"""Refusals about tasks."""

from servicekit.problems import Problem


class NoSuchTask(Problem):
    """There is no such task, or it is not yours to see."""

    status = 404
    zh = "没有找到该待办，或不属于您。"


class TaskClosed(Problem):
    """This task has been closed."""

    status = 409
    zh = "该待办已关闭。"
