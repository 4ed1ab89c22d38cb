"""Refusals that a caller of uploads must be ready for."""

from servicekit.problems import Problem


class NoSuchUpload(Problem):
    """There is no such upload, or somebody else began it."""

    status = 404
    zh = "没有这个上传任务。"


class NoSuchFile(Problem):
    """There is no such file, or it is not to be seen."""

    status = 404
    zh = "没有这个文件。"


class FileTooLarge(Problem):
    """A file of this kind may not be so large."""

    status = 413
    zh = "文件超过该类型允许的大小。"


class PartBroken(Problem):
    """The part did not arrive as it was sent: its number, length or digest is wrong."""

    status = 422
    zh = "分片不完整或校验不符，请重传该分片。"


class PartsMissing(Problem):
    """Not all parts have arrived."""

    status = 409
    zh = "还有分片未上传。"


class DigestDiffers(Problem):
    """The whole file is not the one that was announced."""

    status = 422
    zh = "文件校验值与声明的不符。"


class HtmlNotTaken(Problem):
    """Web pages are not taken, whatever they are called."""

    status = 415
    zh = "不接受网页文件。"


class NotOfItsKind(Problem):
    """The file does not have the structure of its kind."""

    status = 415
    zh = "文件内容与所选类型不符，或已损坏。"


class DrawingNotSafe(Problem):
    """The drawing holds what could run, or reach out."""

    status = 415
    zh = "矢量图含有脚本、外部引用或不允许的元素。"


class DocumentNotSafe(Problem):
    """The document holds macros, scripts, embedded files, or takes parts from elsewhere."""

    status = 415
    zh = "文档含有宏、脚本、嵌入文件或外部引用，请另存为不含这些内容的文档。"
