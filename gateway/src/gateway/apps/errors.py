"""Refusals about applications and services."""

from servicekit.problems import Problem


class NoSuchApp(Problem):
    """There is no such application in your regions."""

    status = 404
    zh = "没有这个应用，或不在您的管辖范围内。"


class ScopeNotYours(Problem):
    """You can only give an application what you hold yourself."""

    status = 403
    zh = "只能授予应用本人已有的权限。"


class AssertionRefused(Problem):
    """The assertion is not that of a service of this suite, or was used before."""

    status = 401
    zh = "服务身份声明无效或已被使用。"
