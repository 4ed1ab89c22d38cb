"""Refusals of merges."""

from servicekit.problems import Problem


class NoSuchMerge(Problem):
    """There is no such merge, or it is not yours to see."""

    status = 404
    zh = "没有找到该合并任务。"


class MergeIsOver(Problem):
    """Somebody has chosen already, or there is nothing to choose any more."""

    status = 409
    zh = "该合并任务已处理，或已无需处理。"


class ChoicesIncomplete(Problem):
    """Each contested element needs a choice, and only those; an edited one needs its value."""

    status = 422
    zh = "请对每个有冲突的要素作出选择，修改的须填写内容。"
