"""Refusals about anchors."""

from servicekit.problems import Problem


class ChainContradicts(Problem):
    """This is not the chain whose head was anchored before."""

    status = 409
    zh = "审计链与此前锚定的记录不一致。"
