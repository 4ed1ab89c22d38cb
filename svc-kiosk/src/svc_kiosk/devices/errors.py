"""Refusals about devices."""

from servicekit.problems import Problem


class NoSuchDevice(Problem):
    """There is no such device, or it is not in your regions."""

    status = 404
    zh = "没有这台设备，或不在您的管辖范围内。"


class DeviceKnown(Problem):
    """A device with this id or asset number is registered already."""

    status = 409
    zh = "该设备编号或资产编号已登记。"
