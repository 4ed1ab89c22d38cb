"""Use cases on devices."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, true
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.calendars import calendar_of
from servicekit.deadlines import Deadlines
from servicekit.events import Event
from servicekit.outbox import Outbox
from servicekit.positions import Crs, told_in
from servicekit.problems import NotAllowed
from servicekit.routing import check_version
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import covers, within
from servicekit.workdays import Calendar
from svc_kiosk.calendar.models import CalendarYear
from svc_kiosk.devices import events, rules
from svc_kiosk.devices.errors import DeviceKnown, NoSuchDevice
from svc_kiosk.devices.models import Device, Presence
from svc_kiosk.devices.repository import DeviceRepository, Known
from svc_kiosk.devices.schemas import (
    DeviceChange,
    DeviceDetailOut,
    DeviceOut,
    DeviceRegister,
    PublicDeviceOut,
)
from svc_kiosk.devices.types import LOOK, DeviceState
from svc_kiosk.items.service import ItemService


class DeviceService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._devices = DeviceRepository(session)
        self._items = ItemService(session)
        self._outbox = Outbox(session, now)
        self._deadlines = Deadlines(session)
        self._session = session
        self._now = now

    async def register(self, body: DeviceRegister, regions: Iterable[str]) -> DeviceDetailOut:
        """Take a new device into the books; it is never seen until its first beat.

        Raises:
            NotAllowed: it is to stand outside `regions`.
            DeviceKnown: its id or asset number is given already.
            MalformedRequest: it has no hours and does not run round the clock.

        """
        if not covers(regions, body.region_code):
            raise NotAllowed(region_code=body.region_code)
        rules.check_hours(body.opens, body.closes, is_round_the_clock=body.is_round_the_clock)
        if await self._devices.knows(body.device_id, body.asset_number):
            raise DeviceKnown
        device = Device(
            **body.model_dump(), state=DeviceState.NEVER_SEEN, alarm_events=0, changed_at=self._now
        )
        presence = await self._devices.add(device)
        await self._announce(device)
        return await self._detail(device, presence)

    async def change(
        self, device_id: str, body: DeviceChange, regions: Iterable[str], if_match: str | None
    ) -> DeviceDetailOut:
        """Change when a device is on duty; it is judged by its new hours at once.

        Raises:
            NoSuchDevice: there is none in `regions`.
            StaleVersion: it has changed since the caller read it.
            MalformedRequest: it would have no hours and not run round the clock.

        """
        device = await self._devices.locked(device_id, regions)
        if device is None:
            raise NoSuchDevice
        check_version(if_match, device.version)
        for name, value in body.model_dump(exclude_none=True).items():
            setattr(device, name, value)
        rules.check_hours(device.opens, device.closes, is_round_the_clock=device.is_round_the_clock)
        device.changed_at = self._now
        await self._announce(device)
        await self._deadlines.set(LOOK, device_id, self._now)
        return await self._detail(device, await self._heard(device_id))

    async def hold(self, device_id: str) -> tuple[Presence | None, Device | None]:
        """Return what a device said last and the device itself, both held until the transaction ends."""
        presence = await self._devices.presence(device_id, locked=True)
        return presence, await self._devices.locked(device_id)

    async def turn(self, device: Device, state: DeviceState) -> None:
        """Note that a device is in another state now; staying in one is no news."""
        if device.state == state:
            return
        device.state, device.changed_at = state, self._now
        await self._announce(device)

    async def tell_again(self, region_code: str) -> None:
        """Announce the devices of a region whose list of items has changed."""
        for device_id in await self._devices.ids_in(region_code):
            device = await self._devices.locked(device_id)
            if device is not None:
                device.changed_at = self._now
                await self._announce(device)

    async def look_at_all(self) -> None:
        """Let somebody look at every device now: the clock was put back, and with it all that was to come."""
        for device_id in await self._devices.ids():
            await self._deadlines.set(LOOK, device_id, self._now)

    async def show(self, device_id: str, regions: Iterable[str]) -> DeviceDetailOut:
        """Return one device of the caller's regions.

        Raises:
            NoSuchDevice: there is none.

        """
        found = await self._devices.page(
            within(Device.region_code, regions) & (Device.device_id == device_id), None, 1
        )
        if not found:
            raise NoSuchDevice
        return await self._detail(*found[0])

    async def page(self, regions: Iterable[str], after: str | None, limit: int) -> Page[DeviceOut]:
        """Return the devices of the caller's regions, in the order of their ids."""
        found, onward = await self._page(within(Device.region_code, regions), after, limit)
        offered = await self._items.offered_in(device.region_code for device, _ in found)
        calendar = await self._calendar()
        shown = [
            DeviceOut.model_validate(self._columns(*known, calendar, offered[known[0].region_code]))
            for known in found
        ]
        return Page(items=shown, next=onward)

    async def public_page(
        self, region_code: str | None, crs: Crs, after: str | None, limit: int
    ) -> Page[PublicDeviceOut]:
        """Return devices as everybody may know them."""
        wanted = within(Device.region_code, [region_code]) if region_code else true()
        found, onward = await self._page(wanted, after, limit)
        offered = await self._items.offered_in(device.region_code for device, _ in found)
        calendar = await self._calendar()
        shown = [
            PublicDeviceOut.model_validate(
                self._columns(device, presence, calendar, offered[device.region_code])
                | told_in(device.longitude, device.latitude, crs)
            )
            for device, presence in found
        ]
        return Page(items=shown, next=onward)

    async def _page(
        self, wanted: ColumnElement[bool], after: str | None, limit: int
    ) -> tuple[Sequence[Known], str | None]:
        found = await self._devices.page(wanted, place_of(after), limit + 1)
        onward = seal_cursor(found[limit - 1][0].device_id) if len(found) > limit else None
        return found[:limit], onward

    async def _detail(self, device: Device, presence: Presence) -> DeviceDetailOut:
        offered = await self._items.offered_in([device.region_code])
        report = presence.report
        more = {name: report.get(name, []) for name in ("peripherals", "consumables")}
        more |= {"faults": presence.faults, "clock_ahead_s": report.get("clock_ahead_s")}
        columns = self._columns(device, presence, await self._calendar(), offered[device.region_code])
        return DeviceDetailOut.model_validate(columns | more)

    def _columns(
        self, device: Device, presence: Presence, calendar: Calendar, item_ids: Sequence[str]
    ) -> dict[str, Any]:
        columns = {column.key: getattr(device, column.key) for column in Device.__table__.columns}
        return columns | {
            "last_seen_at": presence.last_seen_at,
            "is_on_duty": rules.is_on_duty(hours_of(device), calendar, self._now),
            "software_version": presence.report.get("software_version"),
            "item_ids": item_ids,
            "item_count": len(item_ids),
        }

    async def _calendar(self) -> Calendar:
        return await calendar_of(self._session, CalendarYear)

    async def _heard(self, device_id: str) -> Presence:
        presence = await self._devices.presence(device_id)
        if presence is None:
            raise LookupError(device_id)
        return presence

    async def _announce(self, device: Device) -> None:
        presence = await self._heard(device.device_id)
        offered = await self._items.offered_in([device.region_code])
        item_ids = offered[device.region_code]
        await self._outbox.announce(
            lambda changed: events.device_changed(changed, presence.last_seen_at, item_ids), device
        )


def place_of(after: str | None) -> str | None:
    """Return the id after which a page is to begin.

    Raises:
        MalformedRequest: the cursor is not one of ours.

    """
    place = open_cursor(after, (str,))
    return place[0] if place else None


def hours_of(device: Device) -> rules.Hours:
    """Return when a device is on duty."""
    return rules.Hours.of(device.opens, device.closes, is_round_the_clock=device.is_round_the_clock)


async def all_devices(session: AsyncSession) -> AsyncIterator[Event]:
    """Yield the present state of every device."""
    items, lists = ItemService(session), dict[str, list[str]]()
    async for device, presence in DeviceRepository(session).all():
        if device.region_code not in lists:
            lists |= await items.offered_in([device.region_code])
        yield events.device_changed(device, presence.last_seen_at, lists[device.region_code])
