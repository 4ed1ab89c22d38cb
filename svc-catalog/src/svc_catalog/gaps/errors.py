"""Refusals that a caller of gaps must be ready for."""

from servicekit.problems import Problem


class NoSuchGap(Problem):
    """Nobody in the caller's regions has asked this."""

    status = 404
    zh = "您的辖区内没有人这样问过。"


class NoSuchDepartment(Problem):
    """This catalogue knows no such department."""

    status = 422
    zh = "没有这个部门。"
