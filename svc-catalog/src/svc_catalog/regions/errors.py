"""Refusals that a caller of regions must be ready for."""

from servicekit.problems import Problem


class NoSuchRegion(Problem):
    """This catalogue knows no such region."""

    status = 404
    zh = "没有这个区划。"


class NoRegionThere(Problem):
    """No county that this catalogue knows lies at this position."""

    status = 404
    zh = "该位置不在已收录的区县范围内。"


class RegionNotYours(Problem):
    """The region does not lie in the caller's."""

    status = 403
    zh = "这个区划不在您的管辖范围内。"
