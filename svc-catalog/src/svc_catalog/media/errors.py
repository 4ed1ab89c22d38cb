"""Refusals that a caller of media guides must be ready for."""

from servicekit.problems import Problem


class NoSuchMedia(Problem):
    """There is no such guide, or it is not yours to see."""

    status = 404
    zh = "没有这个指南。"


class MediaNotFit(Problem):
    """The guide lacks something, or names what is not there."""

    status = 409
    zh = "指南还缺内容，或引用了不存在的内容。"


class NothingToReview(Problem):
    """The guide does not wait for a review."""

    status = 409
    zh = "该指南当前没有待审内容。"
