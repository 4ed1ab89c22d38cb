"""Refusals about alarms."""

from servicekit.problems import Problem


class NoSuchAlarm(Problem):
    """There is no such alarm, or it is not in your regions."""

    status = 404
    zh = "没有这条预警，或不在您的管辖范围内。"


class AcknowledgedAlready(Problem):
    """Somebody has acknowledged this alarm already."""

    status = 409
    zh = "该预警已有人确认。"
