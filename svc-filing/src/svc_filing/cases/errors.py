"""Refusals that a caller of cases must be ready for."""

from servicekit.problems import Problem


class NoSuchCase(Problem):
    """There is no such case, or it is not yours to see."""

    status = 404
    zh = "没有找到该办件，或不属于您。"


class WrongState(Problem):
    """This cannot be done to the case in its present state."""

    status = 409
    zh = "办件当前状态不能进行此操作。"


class CorrectionOnlyOnce(Problem):
    """A correction may be asked for once only, and it has been."""

    status = 409
    zh = "补正只能一次性告知，该办件已告知过补正（行政许可法第三十二条）。"


class TakenBySomebody(Problem):
    """Another member of staff has taken this case."""

    status = 409
    zh = "该办件已由其他工作人员领办。"


class LevelTooLow(Problem):
    """This item needs a higher level of real-name authentication."""

    status = 403
    zh = "该事项需要更高等级的实名认证，请先升级。"


class IdentityMissing(Problem):
    """The provider has not told who you are; sign on again with a real name."""

    status = 409
    zh = "未取得实名身份信息，请重新登录并完成实名认证。"


class NoDocument(Problem):
    """This case has no document."""

    status = 404
    zh = "该办件没有可下载的文书。"
