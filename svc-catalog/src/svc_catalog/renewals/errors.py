"""Refusals that a caller of renewals must be ready for."""

from servicekit.problems import Problem


class ProposalsUndecided(Problem):
    """A round is published once every proposal has been decided."""

    status = 409
    zh = "还有申报未作出决定，不能公布。"
