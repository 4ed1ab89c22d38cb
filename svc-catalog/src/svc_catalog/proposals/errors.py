"""Refusals that a caller of proposals must be ready for."""

from servicekit.problems import Problem


class NoSuchProposal(Problem):
    """There is no such proposal, or it is not yours."""

    status = 404
    zh = "没有这条申报。"


class ProposalsNotTaken(Problem):
    """Some of these cannot be proposed, so none has been."""

    status = 422
    zh = "部分申报不符合要求，本次全部未收下。"


class ProposalIsDecided(Problem):
    """The city has decided on this proposal."""

    status = 409
    zh = "该申报已有结论，不能再改。"


class ReasonNeeded(Problem):
    """Who refuses says why."""

    status = 422
    zh = "不采纳须写明理由。"
