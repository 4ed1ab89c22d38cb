"""Refusals that a caller of rounds must be ready for."""

from servicekit.problems import Problem


class NoSuchRound(Problem):
    """There is no such round, or it is not yours to see."""

    status = 404
    zh = "没有这一轮申报。"


class RoundsOverlap(Problem):
    """Another round of this list has not been published before this one opens."""

    status = 409
    zh = "该清单还有未公布的一轮，不能再开一轮。"


class DatesReversed(Problem):
    """A round closes after it opens, and not in the past."""

    status = 422
    zh = "截止日期应在开始日期之后，且不在过去。"


class RoundNotOpen(Problem):
    """The round does not take this now."""

    status = 409
    zh = "这一轮当前不接受此操作。"
