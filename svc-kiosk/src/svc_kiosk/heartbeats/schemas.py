"""The JSON of heartbeats."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from servicekit.schemas import In, Out
from svc_kiosk.heartbeats.types import Condition

#: What kind of part it is, as the device's vendor names it: id_reader, printer, paper.
Part = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
LARGEST = 2**63 - 1  # what the database holds


class PeripheralReport(In):
    """One peripheral (外设), such as 身份证读卡器、打印机、扫描枪、高拍仪、摄像头."""

    type: Part
    status: Literal["ok", "fault", "absent"]


class ConsumableReport(In):
    """One supply (耗材), such as 纸、墨、碳粉、空白卡."""

    type: Part
    #: Per cent that is left.
    level: int = Field(ge=0, le=100)


class HeartbeatSend(In):
    """What a device says of itself."""

    #: Higher than that of the beat before; it survives restarts of the device.
    sequence: int = Field(ge=0, le=LARGEST)
    #: What the device's own clock reads, right or wrong.
    sent_at: AwareDatetime
    software_version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.+_-]{1,40}$")]
    #: Whether the application in front of which people stand works.
    app: Literal["ok", "fault"] = "ok"
    peripherals: list[PeripheralReport] = Field([], max_length=30)
    consumables: list[ConsumableReport] = Field([], max_length=10)

    def condition(self, clock_ahead: float) -> Condition:
        """Return how the device is."""
        return Condition(
            app=self.app,
            parts=tuple(part.status for part in self.peripherals),
            supplies=tuple(supply.level for supply in self.consumables),
            clock_ahead=clock_ahead,
        )


class HeartbeatOut(Out):
    """That a heartbeat was kept, and when the next one is awaited."""

    received_at: datetime
    #: False: a beat with this number or a higher one came before; nothing was changed.
    is_new: bool
    #: Seconds until the next beat.
    next_in_s: float
