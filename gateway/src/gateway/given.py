"""What routes are given besides the runtime's: the real time, the settings, the vault.

Real time is for sessions, codes and signatures. A clock that a demonstration has shifted
must neither end sessions nor spoil signatures; the door, the providers and the devices
know nothing of it.
"""

from datetime import datetime
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from gateway.settings import Settings
from servicekit.crypto import Vault


async def real_moment(connection: HTTPConnection) -> datetime:
    """Read the wall clock of the application."""
    now: datetime = connection.app.state.wall_clock()
    return now


async def settings_of(connection: HTTPConnection) -> Settings:
    """Return the settings of the running application."""
    settings: Settings = connection.app.state.settings
    return settings


async def vault_of(connection: HTTPConnection) -> Vault:
    """Return the vault; settings refuse to do without."""
    vault: Vault = connection.app.state.vault
    return vault


RealNow = Annotated[datetime, Depends(real_moment)]
SettingsOf = Annotated[Settings, Depends(settings_of)]
SealedWith = Annotated[Vault, Depends(vault_of)]
