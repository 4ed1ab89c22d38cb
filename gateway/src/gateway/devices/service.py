"""Use cases on devices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.devices import rules
from gateway.devices.errors import EnrolmentRefused, KeyKnown, NoSuchDevice
from gateway.devices.models import ACTIVE, DeviceKey, Enrolment
from gateway.devices.repository import DeviceRepository
from servicekit.problems import NotAllowed
from servicekit.scope import covers


@dataclass(frozen=True)
class Invitation:
    """A code for a device, to be shown once."""

    code: str
    enrolment: Enrolment


@dataclass(frozen=True)
class Applicant:
    """A device that hands in its key."""

    device_id: str
    code: str
    public_key: Mapping[str, str]
    proof: str


class DeviceService:
    """What can be done with devices; one public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._devices = DeviceRepository(session)
        self._now = now

    async def invite(
        self, device_id: str, region_code: str, *, regions: Iterable[str], by: str, life: int
    ) -> Invitation:
        """Return a code with which a device may enrol once, within `life` seconds.

        Raises:
            NotAllowed: the region does not lie in `regions`.

        """
        if not covers(regions, region_code):
            raise NotAllowed(region_code=region_code)
        code = rules.new_code()
        enrolment = Enrolment(
            code_hash=rules.hash_of(code),
            device_id=device_id,
            region_code=region_code,
            created_by=by,
            expires_at=self._now + timedelta(seconds=life),
        )
        await self._devices.add_enrolment(enrolment)
        return Invitation(code, enrolment)

    async def enrol(self, applicant: Applicant) -> DeviceKey:
        """Take a device's public key for its code; a former key of the device is not good any more.

        Raises:
            EnrolmentRefused: the code is wrong, used, too old, or another device's.
            ProofRefused: the private key is not with who sent this; the code stays good.
            KeyKnown: the key was enrolled before.

        """
        enrolment = await self._devices.lock_enrolment(
            rules.hash_of(applicant.code), applicant.device_id, self._now
        )
        if enrolment is None:
            raise EnrolmentRefused
        key = rules.key_of(applicant.public_key)
        rules.check_proof(
            applicant.proof, key, code=applicant.code, device_id=applicant.device_id, now=self._now
        )
        if await self._devices.knows(key.thumbprint()):
            raise KeyKnown
        enrolment.used_at = self._now
        await self._devices.revoke_of(applicant.device_id, self._now)
        device = DeviceKey(
            key_id=key.thumbprint(),
            public_key=key.as_dict(private=False),
            status=ACTIVE,
            claims=rules.claims_of(applicant.device_id),
            device_id=applicant.device_id,
            region_code=enrolment.region_code,
            enrolled_at=self._now,
        )
        await self._devices.add(device)
        return device

    async def revoke(self, key_row: UUID, regions: Iterable[str]) -> DeviceKey:
        """Take a key out of force, such as that of a stolen device.

        Raises:
            NoSuchDevice: there is none in force in `regions`.

        """
        device = await self._devices.revoke(key_row, regions, self._now)
        if device is None:
            raise NoSuchDevice
        return device

    async def page(self, regions: Iterable[str], after: UUID | None, limit: int) -> Sequence[DeviceKey]:
        """Return keys within `regions`, in the order of their enrolment."""
        return await self._devices.page(regions, after, limit)

    async def forget_enrolments(self) -> None:
        """Forget codes that are good for nothing any more."""
        await self._devices.forget_enrolments(self._now)
