"""What svc-kiosk's tests need: a door that can be shut, devices that beat, and time that passes."""

import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, update

from sanzhi_proto.catalog.v1.catalog_pb2 import CalendarChanged, CalendarDay, ItemChanged
from servicekit import Service
from servicekit.clock import utc_now
from servicekit.db import SessionMaker
from servicekit.deadlines import DeadlineRow
from servicekit.testing import Gateway, StoppedClock, delivery_of
from servicekit.workdays import SHANGHAI
from svc_kiosk.alarms.models import Alarm
from svc_kiosk.devices.models import Device
from svc_kiosk.devices.types import LOOK
from svc_kiosk.main import service as kiosk
from svc_kiosk.presence.models import Hearing
from svc_kiosk.presence.rules import LISTEN_EVERY

PARTS = [{"type": "id_reader", "status": "ok"}, {"type": "printer", "status": "ok"}]


class Door:
    """The public door through which the service listens to itself."""

    def __init__(self) -> None:
        self.is_open = True
        self.asked: list[str] = []
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                door.asked.append(self.path)
                self.send_response(200 if door.is_open else 502)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture(scope="session")
def the_door() -> Iterator[Door]:
    door = Door()
    thread = threading.Thread(target=door.server.serve_forever, daemon=True)
    thread.start()
    yield door
    door.server.shutdown()
    door.server.server_close()
    thread.join()


@pytest.fixture
def door(the_door: Door) -> Iterator[Door]:
    yield the_door
    the_door.is_open = True


@pytest.fixture(scope="session")
def service() -> Service:
    return kiosk


@pytest.fixture(scope="session")
def extra_settings(the_door: Door) -> dict[str, Any]:
    return {"public_url": the_door.url}


@pytest.fixture
def clock() -> StoppedClock:
    """Thursday 30 April 2026, nine in the morning in Shanghai: the last working day before a holiday."""
    return StoppedClock()


def local(day: str, at: str) -> datetime:
    """Return a moment in Shanghai: `local("2026-05-06", "08:33")`."""
    return datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=SHANGHAI).astimezone(UTC)


def year_2026() -> CalendarChanged:
    """The holidays of spring 2026 (domain.md §11.4)."""
    off = [date(2026, 5, 1) + timedelta(days=step) for step in range(5)]
    days = [CalendarDay(date=day.isoformat(), is_off=True) for day in off]
    days.append(CalendarDay(date="2026-05-09", is_off=False, name="调休上班"))
    return CalendarChanged(year="2026", version=1, days=days)


def item(item_id: str, region: str, *, version: int = 1, **more: Any) -> ItemChanged:
    """An item that may be done at a terminal, unless `more` says otherwise."""
    values = {"state": "published", "is_kiosk": True, "name": "无房租赁住房提取公积金"} | more
    return ItemChanged(item_id=item_id, version=version, region_code=region, **values)


def registration(device_id: str, **more: Any) -> dict[str, Any]:
    """What an operator sends to register a terminal."""
    return {
        "device_id": device_id,
        "asset_number": f"ZD-{device_id}",
        "name": "椒江区中心一号机",
        "model": "ZZ-3200",
        "vendor": "示例终端",
        "region_code": "331002",
        "site_id": "site-02",
        "place": "一楼大厅东侧",
        "longitude": 121.4427,
        "latitude": 28.6735,
        "is_round_the_clock": True,
        "keeper_name": "李敏",
        "keeper_phone": "13705760021",
    } | more


BY_DAY = {"is_round_the_clock": False, "opens": "08:30", "closes": "17:30"}


class Street:
    """Terminals, their beats, the operator's desk, and the time that passes for all of them."""

    def __init__(
        self, client: httpx.AsyncClient, gateway: Gateway, sessions: SessionMaker, clock: StoppedClock
    ) -> None:
        self.client = client
        self.sessions = sessions
        self.clock = clock
        self._gateway = gateway
        self._sequences: dict[str, int] = {}

    BY_DAY = BY_DAY
    local = staticmethod(local)
    item = staticmethod(item)
    registration = staticmethod(registration)

    def operator(self, *regions: str) -> dict[str, str]:
        """The headers of an operator of some regions."""
        permissions = ["device:read", "device:enrol", "alarm:read", "alarm:acknowledge"]
        return self._gateway.header("clerk", grants=dict.fromkeys(permissions, regions or ("331000",)))

    async def register(self, device_id: str, **more: Any) -> str:
        answer = await self.client.post(
            "/v1/devices", json=registration(device_id, **more), headers=self.operator()
        )
        assert answer.status_code == 201, answer.text
        return device_id

    def beat_body(self, device_id: str, **more: Any) -> dict[str, Any]:
        self._sequences[device_id] = self._sequences.get(device_id, 0) + 1
        return {
            "sequence": self._sequences[device_id],
            "sent_at": utc_now().isoformat(),
            "software_version": "1.4.2",
            "peripherals": PARTS,
            "consumables": [{"type": "paper", "level": 80}],
        } | more

    async def send(self, device_id: str, body: dict[str, Any]) -> httpx.Response:
        headers = self._gateway.device(device_id)
        return await self.client.post("/v1/heartbeats", json=body, headers=headers)

    async def beat(self, *device_ids: str, **more: Any) -> None:
        for device_id in device_ids:
            answer = await self.send(device_id, self.beat_body(device_id, **more))
            assert answer.status_code == 200, answer.text

    async def work(self) -> None:
        """Do what is due, as `work` would."""
        await kiosk.jobs.begin(self.sessions, self.clock)
        await kiosk.jobs.run_due(self.sessions, self.clock)

    async def pass_time(self, *, beating: Iterable[str] = (), closely: bool = False, **span: float) -> None:
        """Let time pass for a running service while some devices beat every minute.

        Unless `closely`, the calls to itself are left out that would come through as the last one did.
        """
        until, started = self.clock.at + timedelta(**span), self.clock.at
        beaten = -1
        while self.clock.at < until:
            minute = int((self.clock.at - started).total_seconds()) // 60
            if minute > beaten:
                await self.beat(*beating)
                beaten = minute
            await self.work()
            next_minute = started + timedelta(minutes=minute + 1)
            self.clock.at = min(await self._next_step(closely), next_minute, until)
            if not closely:
                await self._listen_meanwhile()
        await self.work()

    async def _next_step(self, closely: bool) -> datetime:
        if closely:
            return self.clock.at + LISTEN_EVERY
        async with self.sessions() as session:
            due = select(func.min(DeadlineRow.due_at)).where(DeadlineRow.kind == LOOK)
            found = await session.scalar(due)
        return max(found or datetime.max.replace(tzinfo=UTC), self.clock.at + LISTEN_EVERY)

    async def _listen_meanwhile(self) -> None:
        async with self.sessions.begin() as session:
            await session.execute(update(Hearing).values(checked_at=self.clock.at))

    async def watch(self, at: datetime, *, since: datetime) -> None:
        """Let it be `at`, with a service that has heard everything since a moment."""
        self.clock.at = at
        async with self.sessions.begin() as session:
            await session.execute(update(Hearing).values(checked_at=at, open_since=since, failures=0))

    async def jump(self, to: datetime, *beating: str) -> None:
        """Let time pass for a running service that has nothing to do before `to`; some devices beat then."""
        assert to > self.clock.at
        self.clock.at = to
        await self.beat(*beating)
        await self._listen_meanwhile()
        await self.work()

    async def state(self, device_id: str) -> str:
        async with self.sessions() as session:
            return str(await session.scalar(select(Device.state).where(Device.device_id == device_id)))

    async def alarms(self, device_id: str) -> list[Alarm]:
        async with self.sessions() as session:
            found = select(Alarm).where(Alarm.device_id == device_id).order_by(Alarm.raised_at, Alarm.kind)
            return list(await session.scalars(found))


@pytest.fixture
async def street(
    client: httpx.AsyncClient, gateway: Gateway, sessions: SessionMaker, clock: StoppedClock, door: Door
) -> Street:
    """A county with a work calendar and a service that has been running for a while."""
    await kiosk.consumers.dispatch(delivery_of("catalog.calendar", "2026", year_2026()), sessions)
    street = Street(client, gateway, sessions, clock)
    await street.work()
    clock.move(seconds=2)
    await street.work()
    return street
