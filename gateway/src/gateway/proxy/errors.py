"""What the door refuses, and how it says so (RFC 9457)."""

from servicekit.problems import Problem


class RequestMalformed(Problem):
    """The request breaks the rules of HTTP."""

    status = 400
    zh = "请求不符合 HTTP 规范。"


class TargetMalformed(Problem):
    """The address has a form that could be read in two ways."""

    status = 400
    zh = "请求地址的写法有歧义。"


class HeaderRefused(Problem):
    """A header has a name or a place that is not allowed."""

    status = 400
    zh = "请求头不被接受。"


class HeadTooLarge(Problem):
    """The headers are larger than this address takes."""

    status = 431
    zh = "请求头过大。"


class TargetTooLong(Problem):
    """The address is too long."""

    status = 414
    zh = "请求地址过长。"


class NoSuchAddress(Problem):
    """There is no such address."""

    status = 404
    zh = "没有这个地址。"


class MethodNotAllowed(Problem):
    """This address does not support the method."""

    status = 405
    zh = "该地址不支持此方法。"


class ExpectationFailed(Problem):
    """Nothing but 100-continue may be expected."""

    status = 417
    zh = "不支持的 Expect 请求头。"


class WrongHost(Problem):
    """This is not the host that was asked for."""

    status = 421
    zh = "请求的主机名不属于本站。"


class CrossSite(Problem):
    """A page of another site may not act for you."""

    status = 403
    zh = "来自其他网站的请求不能代您操作。"


class RequestTooSlow(Problem):
    """The request did not arrive in time."""

    status = 408
    zh = "请求接收超时。"


class TooManyRequests(Problem):
    """There were too many requests; try again in a while."""

    status = 429
    zh = "请求过于频繁，请稍后再试。"


class TooManyAtOnce(Problem):
    """Too many of your requests are under way at the same time."""

    status = 429
    zh = "同时进行的请求过多，请稍后再试。"


class UpstreamFailed(Problem):
    """The service behind this address gave no valid answer."""

    status = 502
    zh = "后台服务未给出有效应答。"


class UpstreamTooSlow(Problem):
    """The service behind this address did not answer in time."""

    status = 504
    zh = "后台服务应答超时。"


class SignOnAway(Problem):
    """Whether you are signed in cannot be checked at the moment."""

    status = 503
    zh = "暂时无法核验登录状态，请稍后再试。"


class SignatureMalformed(Problem):
    """The signature headers are incomplete or have the wrong form."""

    status = 401
    zh = "签名请求头不完整或格式有误。"


class SignatureRefused(Problem):
    """The signature is not valid."""

    status = 401
    zh = "签名无效。"


class ClockSkewed(Problem):
    """The timestamp of the signed request is too far from our time."""

    status = 401
    zh = "签名时间与系统时间相差过大。"


class RequestReplayed(Problem):
    """This signed request has been seen before."""

    status = 401
    zh = "该签名请求已被使用过。"


class DeviceKeyCloned(Problem):
    """The key of this device is in use in two places."""

    status = 401
    zh = "该设备密钥疑似被复制，已拒绝。"


class DigestDiffers(Problem):
    """The body is not the one that was signed."""

    status = 401
    zh = "请求内容与签名摘要不一致。"


class QuotaUsedUp(Problem):
    """The quota of this application is used up."""

    status = 429
    zh = "该应用的调用配额已用完。"
