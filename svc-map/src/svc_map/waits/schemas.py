"""The form of a wait."""

from datetime import datetime

from servicekit.schemas import Out


class WaitOut(Out):
    """How long people wait in a hall.

    平均等候 = Σ(叫号时间 − 取号时间) / n, over those called within the last 60 minutes.
    """

    waiting: int
    n: int
    #: None: nobody was called in the last hour.
    mean_s: float | None
    #: When the hall was last heard of; what happened since is not in it.
    as_of: datetime
