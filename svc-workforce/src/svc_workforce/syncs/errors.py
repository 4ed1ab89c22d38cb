"""Refusals that a caller of syncs must be ready for."""

from servicekit.problems import Problem


class NoSuchSync(Problem):
    """There is no such comparison."""

    status = 404
    zh = "没有找到该次比对。"


class SyncOver(Problem):
    """This comparison has been applied, or another one has been since; compare again."""

    status = 409
    zh = "该次比对已应用，或此后已应用其他比对，请重新比对。"


class SyncRefused(Problem):
    """This comparison looks wrong; applying it needs `force` and a remark."""

    status = 409
    zh = "该次比对异常，未作任何变更；如确认无误，须强制应用并说明理由。"


class BeyondYourRegions(Problem):
    """This comparison changes people or organisations outside your regions."""

    status = 403
    zh = "该次比对涉及您管辖范围以外的人员或机构，您不能应用。"


class PlatformRefuses(Problem):
    """The staff platform does not accept our call, or answers what we cannot read."""

    status = 502
    zh = "工作人员平台拒绝了请求，或返回了无法识别的内容。"
