"""Refusals about grants."""

from servicekit.problems import Problem


class NoSuchGrant(Problem):
    """There is no such grant, or it does not lie below you."""

    status = 404
    zh = "没有这项授权，或不在您的管辖范围内。"


class NoSuchHolder(Problem):
    """There is no such account below you."""

    status = 404
    zh = "没有这个账号，或不在您的管辖范围内。"


class NotBelowYou(Problem):
    """You can only grant what you hold yourself, below your own region or rank."""

    status = 403
    zh = "只能在本人管辖范围之下，授予本人已有的权限。"


class NotYourOwn(Problem):
    """Nobody changes his own grants."""

    status = 403
    zh = "不能修改自己的授权。"


class NoSuchRole(Problem):
    """This application has no such role."""

    status = 422
    zh = "该应用没有这个角色。"


class AlreadyGranted(Problem):
    """This has been granted already."""

    status = 409
    zh = "该授权已经存在。"
