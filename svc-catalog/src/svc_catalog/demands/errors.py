"""Refusals that a caller of demands must be ready for."""

from servicekit.problems import Problem


class SheetBindsNoLonger(Problem):
    """The time for which this sheet binds is over."""

    status = 409
    zh = "这张告知单已过有效期，请重新获取。"


class SheetOfSomebodyElse(Problem):
    """This sheet was given to somebody else."""

    status = 403
    zh = "这张告知单不是您的。"


class SheetOutOfReach(Problem):
    """The item of this sheet does not lie in the caller's regions."""

    status = 403
    zh = "这张告知单的事项不在您的辖区内。"


class OnTheSheet(Problem):
    """The sheet names this; it is no extra demand."""

    status = 409
    zh = "告知单上已列明这份材料，不属于额外要求。"


class DemandedAlready(Problem):
    """This was recorded for this sheet, and waits for its answer."""

    status = 409
    zh = "这项要求已经登记，正在等待答复。"


class TooManyDemands(Problem):
    """So many demands wait for their answers that no more is recorded for this sheet."""

    status = 409
    zh = "这张告知单登记的要求过多，请等待答复。"


class NoSuchDemand(Problem):
    """There is no such demand in the caller's regions."""

    status = 404
    zh = "您的辖区内没有这条记录。"


class DemandIsClosed(Problem):
    """This demand has its answer."""

    status = 409
    zh = "这条记录已经答复。"
