"""Refusals in the name of the province."""

from servicekit.problems import Problem


class ProvinceOwned(Problem):
    """The province's library gives these elements: they cannot be changed here."""

    status = 409
    zh = "这些要素由省权力事项库给定，不可在此更改。"
