"""Refusals about people."""

from servicekit.problems import Problem


class NoSuchPerson(Problem):
    """There is no such member of staff, or not in your regions."""

    status = 404
    zh = "没有找到该人员，或不在您的管辖范围内。"
