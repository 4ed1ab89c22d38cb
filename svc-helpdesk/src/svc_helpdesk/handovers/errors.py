"""Refusals about handovers."""

from servicekit.problems import Problem


class NoSuchHandover(Problem):
    """There is no such question, or it is not yours to see."""

    status = 404
    zh = "没有找到该提问，或不属于您。"


class AnsweredAlready(Problem):
    """This question has been answered."""

    status = 409
    zh = "该提问已答复。"
