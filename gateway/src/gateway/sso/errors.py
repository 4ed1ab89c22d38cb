"""Refusals on the way to a session."""

from servicekit.problems import Problem


class SignOnNotBegun(Problem):
    """This sign-on was not begun in this browser, or it is over."""

    status = 401
    zh = "本次登录不是从当前浏览器发起的，或已经结束，请重新登录。"


class TicketRefused(Problem):
    """The provider does not accept the ticket."""

    status = 401
    zh = "登录凭证无效、已使用或已过期，请重新登录。"


class ProviderRefusesUs(Problem):
    """The provider does not accept our call; nobody was signed on."""

    status = 401
    zh = "登录平台未接受本系统的请求，登录没有完成。"


class ProviderAnswersOddly(Problem):
    """The provider's answer does not have the agreed form."""

    status = 502
    zh = "登录平台返回的内容不符合约定，请稍后再试。"


class ReturnNotLocal(Problem):
    """After sign-on one can only return to a page of this site."""

    status = 422
    zh = "登录后只能返回本站页面。"


class OtherAccount(Problem):
    """The level of another account was raised, not that of the one signed on."""

    status = 409
    zh = "完成认证的账号与当前登录账号不一致。"
