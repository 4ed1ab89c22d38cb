"""Refusals that a caller of scenes must be ready for."""

from servicekit.problems import Problem


class NoSuchScene(Problem):
    """There is no such scene, or it is not yours to see."""

    status = 404
    zh = "没有这个场景。"


class SceneExists(Problem):
    """A scene has this code already."""

    status = 409
    zh = "该代码的场景已经存在。"


class SceneOutOfReach(Problem):
    """The region does not lie in the caller's."""

    status = 403
    zh = "这个区划不在您的管辖范围内。"


class SceneIsCyclic(Problem):
    """Somebody could answer this scene's questions for ever."""

    status = 422
    zh = "问题之间形成循环，永远走不到终点。"


class SceneNotProven(Problem):
    """Not every path of this scene ends, or not every end exists."""

    status = 409
    zh = "场景尚有未通过的检查，不能发布。"
