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


class RegionNotYours(Problem):
    """The region does not lie in the caller's."""

    status = 403
    zh = "这个区划不在您的管辖范围内。"


class SecondPersonNeeded(Problem):
    """Who collected an issue does not publish it."""

    status = 409
    zh = "编辑人不能发布自己编的汇编，请另一位同事发布。"


class AlreadyPublished(Problem):
    """The issue has been published, and stays as it is."""

    status = 409
    zh = "该期汇编已经发布，不再改动。"
