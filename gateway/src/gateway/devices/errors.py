"""Refusals about devices."""

from servicekit.problems import Problem


class EnrolmentRefused(Problem):
    """This enrolment code is not good for this device, or not any more."""

    status = 401
    zh = "注册码无效、已使用或已过期。"


class ProofRefused(Problem):
    """The proof was not signed with the key that is to be enrolled."""

    status = 422
    zh = "设备密钥的持有证明未通过验证。"


class KeyKnown(Problem):
    """This key was enrolled before: a device makes a new one."""

    status = 409
    zh = "该密钥已注册过，请为设备生成新的密钥。"


class NoSuchDevice(Problem):
    """There is no such device in your regions."""

    status = 404
    zh = "没有这台设备，或不在您的管辖范围内。"
