"""Refusals that a caller of syncs must be ready for."""

from servicekit.problems import Problem


class NoSuchSync(Problem):
    """There is no such comparison."""

    status = 404
    zh = "没有找到该次同步。"


class SyncOver(Problem):
    """This comparison has been applied, or another one has been since."""

    status = 409
    zh = "该次比对已应用，或此后已有其他同步，请重新比对。"


class SyncRefused(Problem):
    """This comparison looks wrong; applying it needs `force` and a remark."""

    status = 409
    zh = "该次比对异常，未作任何变更；如确认无误，须强制应用并说明理由。"


class PlatformRefuses(Problem):
    """The staff platform does not accept our call."""

    status = 502
    zh = "工作人员平台拒绝了请求。"
