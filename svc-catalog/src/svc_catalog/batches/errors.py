"""Refusals that a caller of batches must be ready for."""

from servicekit.problems import Problem


class NoSuchBatch(Problem):
    """There is no such batch, or it is not yours to see."""

    status = 404
    zh = "没有这个批次。"


class BatchNotFit(Problem):
    """The batch names items or counties that are not there."""

    status = 409
    zh = "批次引用的事项或区县不存在。"
