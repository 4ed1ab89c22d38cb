"""What consumers and jobs may need besides their session: it travels with the session."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.clock import Clock
from servicekit.crypto import Vault
from servicekit.http import Http
from servicekit.settings import ServiceSettings


@dataclass(frozen=True)
class Tools:
    """The equipment of one `work` process."""

    settings: Any  # the service's own settings class
    clock: Clock
    http: Http
    vault: Vault | None

    def open_vault(self) -> Vault:
        """Return the vault of a service that keeps personal data."""
        if self.vault is None:
            raise RuntimeError("VAULT_KEYS is not set")
        return self.vault


def tools_of(session: AsyncSession) -> Tools:
    """Return the equipment that came with a session of `work`."""
    found: Tools = session.info["tools"]
    return found


def vault_of(settings: ServiceSettings) -> Vault | None:
    """Return what seals personal data, or `None` for a service that keeps none."""
    keys = settings.vault_keys.get_secret_value()
    return Vault.from_settings(keys) if keys else None
