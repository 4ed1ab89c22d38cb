"""Refusals that a caller of sheets must be ready for."""

from servicekit.problems import Problem


class NoSuchSheet(Problem):
    """No sheet has this code."""

    status = 404
    zh = "没有这张告知单。"


class SheetAltered(Problem):
    """What is kept of this sheet is not what was given out."""

    status = 409
    zh = "告知单内容与出具时不一致，不能使用。"
