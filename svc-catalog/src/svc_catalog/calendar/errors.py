"""Refusals that a caller of the work calendar must be ready for."""

from servicekit.problems import Problem


class NoSuchYear(Problem):
    """Nothing is known of this year."""

    status = 404
    zh = "没有该年份的工作日历。"


class NoticeDoesNotHold(Problem):
    """The days of this notice cannot be right."""

    status = 422
    zh = "放假安排有误，请按提示核对通知原文。"
