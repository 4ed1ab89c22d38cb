"""Use cases of presence: look at a device, and listen to ourselves."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.calendars import calendar_of
from servicekit.deadlines import Deadlines
from servicekit.http import Http
from servicekit.problems import NeighbourAway
from svc_kiosk.alarms.service import AlarmService
from svc_kiosk.alarms.types import DISABLING, REPORTED, Kind
from svc_kiosk.calendar.models import CalendarYear
from svc_kiosk.devices.models import Device, Presence
from svc_kiosk.devices.rules import overdue_at
from svc_kiosk.devices.service import DeviceService, hours_of
from svc_kiosk.devices.types import LOOK, DeviceState
from svc_kiosk.presence import rules
from svc_kiosk.presence.models import Hearing
from svc_kiosk.presence.repository import HearingRepository
from svc_kiosk.presence.schemas import HearingOut
from svc_kiosk.settings import Settings

ITSELF = "/api/kiosk/v1/public/devices?limit=1"
JUDGED = frozenset(DeviceState) - {DeviceState.IN_REPAIR, DeviceState.OUT_OF_USE}


class PresenceService:
    """Judges devices by what was heard of them."""

    def __init__(self, session: AsyncSession, now: datetime, settings: Settings) -> None:
        self._devices = DeviceService(session, now)
        self._alarms = AlarmService(session, now)
        self._hearing = HearingRepository(session)
        self._deadlines = Deadlines(session)
        self._session = session
        self._settings = settings
        self._now = now

    async def look(self, device_id: str) -> None:
        """Turn a device offline if it has been silent for too long, and online if it is back.

        Sets the moment of the next look. A beat does not move it, which keeps beats cheap: a
        look that comes and finds a newer beat just sets the next one.
        """
        # The presence first: a beat that comes now waits, and then knows what was decided here.
        presence, device = await self._devices.hold(device_id)
        if presence is None or device is None or presence.last_seen_at is None or device.state not in JUDGED:
            return
        hears_since = await self.hears_since()
        calendar = await calendar_of(self._session, CalendarYear)
        silent_from = max(presence.last_seen_at, hears_since or presence.last_seen_at)
        # A clock that was put back leaves beats in the future.
        silent_from = min(silent_from, self._now)
        due = overdue_at(hours_of(device), calendar, silent_from, self._settings.silence)
        if due is not None and due <= self._now:
            if hears_since is None:
                await self._deadlines.set(LOOK, device_id, self._now + rules.LISTEN_EVERY)
            else:
                await self._has_fallen_silent(device, presence, presence.last_seen_at)
            return
        if device.state != DeviceState.OFFLINE or self._is_steady(presence, presence.last_seen_at):
            await self._is_here(device, presence)
        latest = self._now + rules.LONGEST_LOOK
        await self._deadlines.set(LOOK, device_id, min(due or latest, latest))

    def _is_steady(self, presence: Presence, last_seen_at: datetime) -> bool:
        return rules.is_steady(
            presence.streak,
            last_seen_at,
            self._now,
            steady_beats=self._settings.steady_beats,
            silence=self._settings.silence,
        )

    async def _has_fallen_silent(self, device: Device, presence: Presence, last_seen_at: datetime) -> None:
        presence.is_awaited = True
        await self._alarms.settle(device, {Kind.OFFLINE}, last_seen_at, among={Kind.OFFLINE})
        await self._devices.turn(device, DeviceState.OFFLINE)

    async def _is_here(self, device: Device, presence: Presence) -> None:
        presence.is_awaited = False
        faults = {Kind(fault) for fault in presence.faults}
        await self._alarms.settle(device, set(), presence.back_at or self._now, among={Kind.OFFLINE})
        await self._alarms.settle(device, faults, presence.faults_at or self._now, among=REPORTED)
        await self._devices.turn(device, DeviceState.FAULTY if faults & DISABLING else DeviceState.ONLINE)

    async def hears_since(self) -> datetime | None:
        """Return since when every beat would have been heard up to now, or `None` if that is not sure."""
        return rules.hears_since(heard_of(await self._hearing.find()), self._now, self._limit)

    async def show_hearing(self) -> HearingOut:
        """Return whether we hear at all."""
        hearing = await self._hearing.find()
        return HearingOut(
            open_since=await self.hears_since(), last_beat_at=hearing.last_beat_at if hearing else None
        )

    async def listen(self, http: Http) -> None:
        """Find out whether a beat that is sent to us now would be heard."""
        # Before anything is locked: the door may take seconds not to answer.
        comes_through = await self._comes_through(http)
        hearing = await self._hearing.find()
        heard = rules.listened(
            heard_of(hearing),
            self._now,
            comes_through=comes_through,
            hushed=hearing is not None and await self._is_hushed(hearing),
            limit=self._limit,
        )
        await self._hearing.put(heard)
        if hearing is not None and self._now < hearing.checked_at:
            await self._devices.look_at_all()

    async def _comes_through(self, http: Http) -> bool:
        if not self._settings.public_url:
            return True
        try:
            answer = await http.request("GET", self._settings.public_url + ITSELF)
        except NeighbourAway:
            return False
        return answer.is_success

    async def _is_hushed(self, hearing: Hearing) -> bool:
        settings = self._settings

        def hushed(speakers: int) -> bool:
            return rules.is_hushed(
                self._now,
                hearing.last_beat_at,
                speakers,
                beat_every=settings.beat_every,
                crowd=settings.crowd,
                longest=settings.longest_hush,
            )

        # Devices are counted only while it is as still as a hush.
        return hushed(settings.crowd) and hushed(await self._hearing.speakers(hearing, settings.silence))

    @property
    def _limit(self) -> timedelta:
        return rules.away_after(self._settings.beat_every)


def heard_of(hearing: Hearing | None) -> rules.Heard | None:
    """Return what is known of our hearing."""
    return rules.Heard(hearing.open_since, hearing.checked_at, hearing.failures) if hearing else None
