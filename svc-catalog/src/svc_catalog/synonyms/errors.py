"""Refusals that a caller of synonyms must be ready for."""

from servicekit.problems import Problem


class NoSuchSynonym(Problem):
    """There is no such synonym in the caller's regions."""

    status = 404
    zh = "您的辖区内没有这条同义词。"


class SynonymExists(Problem):
    """This word has a synonym in this region already."""

    status = 409
    zh = "该区划已有这个词的同义词，请修改原来的一条。"


class SynonymOutOfReach(Problem):
    """The region does not lie in the caller's."""

    status = 403
    zh = "这个区划不在您的管辖范围内。"


class SaysNothing(Problem):
    """A synonym must mean something else than the word itself."""

    status = 422
    zh = "同义词不能与原词相同。"
