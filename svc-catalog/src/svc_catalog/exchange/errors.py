"""Refusals of files."""

from servicekit.problems import Problem


class BrokenWorkbook(Problem):
    """The file is no workbook that can be read; `reason` says why."""

    status = 422
    zh = "文件不是可读取的工作簿"
