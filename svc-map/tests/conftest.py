"""What svc-map's tests need: the 25 sites, the work calendar, what the catalogue lists, one terminal."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from google.protobuf.message import Message

from sanzhi_proto.catalog.v1.catalog_pb2 import CalendarChanged, CalendarDay, ItemChanged
from sanzhi_proto.kiosk.v1.kiosk_pb2 import DeviceChanged
from servicekit import Service
from servicekit.db import SessionMaker
from servicekit.testing import Gateway, StoppedClock, delivery_of
from svc_map.main import service as city_map
from svc_map.seed import fill

HOLIDAYS = [*(f"2026-05-0{day}" for day in range(1, 6)), *(f"2026-10-0{day}" for day in range(1, 8))]


@pytest.fixture(scope="session")
def service() -> Service:
    return city_map


@pytest.fixture
def clock() -> StoppedClock:
    """Thursday 30 April 2026, ten in the morning in Shanghai."""
    return StoppedClock(datetime(2026, 4, 30, 2, 0, tzinfo=UTC))


@pytest.fixture
def hear(sessions: SessionMaker) -> Callable[..., Any]:
    """Let another service announce something."""

    async def tell(topic: str, key: str, message: Message) -> None:
        await city_map.consumers.dispatch(delivery_of(topic, key, message), sessions)

    return tell


@pytest.fixture
def make_item() -> Callable[..., ItemChanged]:
    """Make an item of a list in a state and version."""

    def item(region: str, *, state: str = "published", version: int = 1, **more: Any) -> ItemChanged:
        return ItemChanged(
            item_id=f"{region}-gjj-29",
            version=version,
            state=state,
            directory_code="gjj-29",
            name="无房租赁住房提取公积金",
            region_code=region,
            **more,
        )

    return item


@pytest.fixture
def make_terminal() -> Callable[..., DeviceChanged]:
    """Make the terminal of 椒江 in a state and version: 30 metres from its hall."""

    def terminal(state: str = "online", version: int = 1, **more: Any) -> DeviceChanged:
        values: dict[str, Any] = {
            "device_id": "kiosk-jj-01",
            "version": version,
            "name": "椒江一号机",
            "region_code": "331002",
            "longitude": 121.4430,
            "latitude": 28.6735,
            "crs": "cgcs2000",
            "is_round_the_clock": True,
            "state": state,
            "last_seen_at": "2026-04-30T06:03:07+00:00",
            "item_ids": ["331002-gjj-29"],
        }
        return DeviceChanged(**(values | more))

    return terminal


@pytest.fixture
async def city(
    sessions: SessionMaker,
    clock: StoppedClock,
    hear: Callable[..., Any],
    make_item: Callable[..., ItemChanged],
    make_terminal: Callable[..., DeviceChanged],
) -> None:
    async with sessions.begin() as session:
        await fill(session, clock())
    days = [CalendarDay(date=day, is_off=True) for day in HOLIDAYS]
    days.append(CalendarDay(date="2026-05-09", is_off=False))
    await hear("catalog.calendar", "2026", CalendarChanged(year="2026", version=1, days=days))
    for region in ("331001", "331002", "331081"):
        item = make_item(region)
        await hear("catalog.item", item.item_id, item)
    await hear("kiosk.device", "kiosk-jj-01", make_terminal())


@pytest.fixture
def visitor(client: httpx.AsyncClient, gateway: Gateway, city: None) -> httpx.AsyncClient:
    client.headers.update(gateway.visitor)
    return client


def operator(gateway: Gateway, name: str, region: str) -> dict[str, str]:
    names = ("site:read", "site:edit", "task:read", "task:close")
    return gateway.header(name, grants={permission: [region] for permission in names})


@pytest.fixture
def clerk(gateway: Gateway) -> dict[str, str]:
    """The headers of an operator of 椒江."""
    return operator(gateway, "li-min", "331002")


@pytest.fixture
def wenling(gateway: Gateway) -> dict[str, str]:
    """The headers of an operator of 温岭."""
    return operator(gateway, "wang-qiang", "331081")


@pytest.fixture
def city_admin(gateway: Gateway) -> dict[str, str]:
    """The headers of an administrator of the whole city."""
    return operator(gateway, "chen", "331000")
