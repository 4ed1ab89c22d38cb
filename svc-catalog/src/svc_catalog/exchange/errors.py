"""Refusals of files and imports."""

from servicekit.problems import Problem


class BrokenWorkbook(Problem):
    """The file is no workbook that can be read; `reason` says why."""

    status = 422
    zh = "文件不是可读取的工作簿。"


class EmptyFile(Problem):
    """The file holds no item."""

    status = 422
    zh = "文件中没有事项。"


class UnknownFormat(Problem):
    """The file is neither a workbook nor lines of JSON; `accepted` lists what is."""

    status = 415
    zh = "只接受工作簿（xlsx）或逐行 JSON 文件。"


class NoSuchImport(Problem):
    """There is no such import, or it is not yours."""

    status = 404
    zh = "没有找到该次导入。"


class WrongImportState(Problem):
    """This cannot be done to the import in its present state."""

    status = 409
    zh = "导入当前状态不能进行此操作。"
