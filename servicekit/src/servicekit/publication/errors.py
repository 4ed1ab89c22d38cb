"""Refusals of publication."""

from servicekit.problems import Problem


class NoSuchRevision(Problem):
    """There is no such revision, or it is not yours to see."""

    status = 404
    zh = "没有找到该修订。"


class WrongRevisionState(Problem):
    """This cannot be done to the revision in its present state."""

    status = 409
    zh = "修订当前状态不能进行此操作。"


class NothingToPublish(Problem):
    """No draft waits for its publication."""

    status = 409
    zh = "没有待发布的草稿。"


class SecondPersonNeeded(Problem):
    """Somebody else has to do this: you have had a hand in the revision."""

    status = 409
    zh = "须由另一人办理：您已参与过该修订。"


class RevisionOpen(Problem):
    """There is a revision under way already; `author` has it."""

    status = 409
    zh = "已有进行中的修订。"


class UnwaivedFindings(Problem):
    """Rules of quality are broken, and nobody has said why that is right."""

    status = 409
    zh = "内容不符合规范：请修改，或逐条说明理由。"


class NothingChanges(Problem):
    """The revision says what is published already."""

    status = 409
    zh = "内容与已发布的相同。"
