"""Refusals that a caller of items must be ready for."""

from servicekit.problems import Problem


class NoSuchItem(Problem):
    """There is no such item, or it is not yours to see."""

    status = 404
    zh = "没有找到该事项。"


class WrongState(Problem):
    """This cannot be done to the item in its present state."""

    status = 409
    zh = "事项当前状态不能进行此操作。"


class NotComplete(Problem):
    """An item whose guide is not complete or breaks rules of quality cannot be published."""

    status = 409
    zh = "办事指南要素不完整或不合规范，不能发布。"


class AbolishedByProvince(Problem):
    """The province has abolished this item: no list may offer it."""

    status = 409
    zh = "该事项已被省权力事项库取消，不能发布。"


class MainItemHasSubItems(Problem):
    """The main item has sub-items: lists offer these, not the main item itself."""

    status = 409
    zh = "该主项下有子项，主项不编制实施清单，请发布子项。"
