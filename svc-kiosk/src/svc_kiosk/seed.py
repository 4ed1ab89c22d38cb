"""Puts a dozen terminals into the halls of 台州; all are never seen until somebody runs them.

The halls are those of domain.md §14.2, in the order of that table; their positions are
indicative (示意坐标), and so are model, vendor and keeper.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.clock import utc_now
from servicekit.db import connect
from servicekit.settings import ServiceSettings
from svc_kiosk.devices.models import Device
from svc_kiosk.devices.schemas import DeviceRegister
from svc_kiosk.devices.service import DeviceService

CITY = frozenset({"331000"})


@dataclass(frozen=True)
class Hall:
    """Where terminals stand."""

    name: str
    region_code: str
    longitude: float
    latitude: float


HALLS = {
    "site-01": Hall("台州市行政服务中心", "331001", 121.4210, 28.6560),
    "site-02": Hall("椒江区行政服务中心", "331002", 121.4427, 28.6735),
    "site-03": Hall("黄岩区行政服务中心", "331003", 121.2620, 28.6497),
    "site-04": Hall("路桥区行政服务中心", "331004", 121.3650, 28.5822),
    "site-05": Hall("临海市行政服务中心", "331082", 121.1450, 28.8580),
    "site-06": Hall("温岭市行政服务中心", "331081", 121.3858, 28.3717),
    "site-07": Hall("玉环市行政服务中心", "331083", 121.2317, 28.1360),
    "site-08": Hall("天台县行政服务中心", "331023", 121.0068, 29.1440),
    "site-09": Hall("仙居县行政服务中心", "331024", 120.7287, 28.8468),
    "site-10": Hall("三门县行政服务中心", "331022", 121.3958, 29.1049),
}
#: Terminal, hall, where in it, whether round the clock.
TERMINALS = (
    ("kiosk-tz-01", "site-01", "一楼大厅东侧", False),
    ("kiosk-jj-01", "site-02", "大厅外 24 小时自助区", True),
    ("kiosk-jj-02", "site-02", "一楼大厅西侧", False),
    ("kiosk-hy-01", "site-03", "一楼大厅", False),
    ("kiosk-lq-01", "site-04", "一楼大厅", False),
    ("kiosk-lh-01", "site-05", "一楼大厅", False),
    ("kiosk-wl-01", "site-06", "一楼大厅", False),
    ("kiosk-wl-02", "site-06", "大厅外 24 小时自助区", True),
    ("kiosk-yh-01", "site-07", "一楼大厅", False),
    ("kiosk-tt-01", "site-08", "一楼大厅", False),
    ("kiosk-xj-01", "site-09", "一楼大厅", False),
    ("kiosk-sm-01", "site-10", "一楼大厅", False),
)


def registrations() -> list[DeviceRegister]:
    """Return the terminals as an operator would register them."""
    return [
        DeviceRegister(
            device_id=device_id,
            asset_number=f"TZ-ZD-{number:04}",
            name=f"{HALLS[site_id].name.removesuffix('行政服务中心')}{device_id[-2:]}号自助终端",
            model="ZZ-3200",
            vendor="示例终端（台州）",
            region_code=HALLS[site_id].region_code,
            site_id=site_id,
            place=place,
            address=f"{HALLS[site_id].name}{place}",
            longitude=HALLS[site_id].longitude,
            latitude=HALLS[site_id].latitude,
            is_round_the_clock=always,
            opens="08:30",
            closes="17:30",
            keeper_name=f"终端管理员{number:02}",
            keeper_phone=f"1370576{number:04}",
        )
        for number, (device_id, site_id, place, always) in enumerate(TERMINALS, start=1)
    ]


async def fill(session: AsyncSession) -> None:
    """Register the terminals."""
    devices = DeviceService(session, utc_now())
    for registration in registrations():
        await devices.register(registration, CITY)


async def seed(settings: ServiceSettings) -> None:
    """Register the terminals unless there are any already."""
    engine, sessions = connect(settings.database_url.get_secret_value())
    try:
        async with sessions.begin() as session:
            if not await session.scalar(select(func.count()).select_from(Device)):
                await fill(session)
    finally:
        await engine.dispose()
