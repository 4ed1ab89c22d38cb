"""Refusals that a caller of situations must be ready for."""

from servicekit.problems import Problem


class SituationsDoNotHold(Problem):
    """The situations contradict each other, the guide or the law."""

    status = 422
    zh = "情形设置有误，请按提示修改。"


class NoGuide(Problem):
    """The guide of this item is not written yet."""

    status = 409
    zh = "该事项的办事指南尚不完整。"
