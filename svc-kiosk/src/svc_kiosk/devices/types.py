"""The states of a device, and the names it shares with those who watch it."""

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

#: As the gateway takes it when a device enrols.
DEVICE_ID = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$"
DeviceId = Annotated[str, StringConstraints(pattern=DEVICE_ID)]

#: The deadline at which somebody looks whether a device has fallen silent.
LOOK = "device.look"


class DeviceState(StrEnum):
    """How a device is (设备状态, domain.md §9.1)."""

    NEVER_SEEN = "never_seen"  # 未接入
    ONLINE = "online"  # 在线
    OFFLINE = "offline"  # 离线
    FAULTY = "faulty"  # 故障
    IN_REPAIR = "in_repair"  # 维修
    OUT_OF_USE = "out_of_use"  # 停用
