"""Refusals that a caller of compilations must be ready for."""

from servicekit.problems import Problem


class NoSuchCompilation(Problem):
    """There is no such issue, or it is not yours to see."""

    status = 404
    zh = "没有这一期汇编。"


class CompilationExists(Problem):
    """The quarter has its issue already."""

    status = 409
    zh = "该季度已有汇编。"


class NothingToCompile(Problem):
    """No policy was published in that quarter."""

    status = 409
    zh = "该季度没有发布的政策。"


class AlreadyPublished(Problem):
    """The issue has been published, and stays as it is."""

    status = 409
    zh = "该期汇编已经发布，不再改动。"
