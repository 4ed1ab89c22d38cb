"""All SQL on sign-ons under way."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.sso.models import SignOn


class SignOnRepository:
    """Stores sign-ons and takes them out once; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, sign_on: SignOn) -> None:
        """Store a new one."""
        self._session.add(sign_on)

    async def take(self, provider: str, state_hash: bytes) -> SignOn | None:
        """Return the sign-on of a state and forget it: of two who come with it one gets it."""
        return await self._session.scalar(
            delete(SignOn)
            .where(SignOn.provider == provider, SignOn.state_hash == state_hash)
            .returning(SignOn)
        )

    async def forget(self, now: datetime) -> None:
        """Forget those from which nobody came back in time."""
        await self._session.execute(delete(SignOn).where(SignOn.expires_at <= now))
