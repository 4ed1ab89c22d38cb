"""Refusals about evaluations."""

from servicekit.problems import Problem


class NotFinished(Problem):
    """A case is evaluated when it has been decided."""

    status = 409
    zh = "办件办结后才能评价。"


class EvaluatedAlready(Problem):
    """This case has been evaluated."""

    status = 409
    zh = "该办件已评价。"
