"""What the routes of services' tokens are built from: the keys of services and gateway."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from joserfc.jwk import KeySet

from gateway.apps.errors import AssertionRefused
from gateway.given import SettingsOf
from gateway.tokens import Mint, SigningKeys


@dataclass(frozen=True)
class Credentials:
    """Whom we believe, and with what we sign."""

    services: KeySet
    mint: Mint


async def credentials_of(settings: SettingsOf) -> Credentials:
    """Return the keys as the files hold them now: a rotated one is used at once.

    Raises:
        AssertionRefused: no keys were configured, so that no service can be believed.

    """
    if settings.service_keys_file is None or settings.signing_keys_file is None:
        raise AssertionRefused
    return read_credentials(
        settings.service_keys_file,
        settings.signing_keys_file,
        settings.service_keys_file.stat().st_mtime_ns,
        settings.signing_keys_file.stat().st_mtime_ns,
    )


@cache
def read_credentials(services: Path, signing: Path, *_changed_at: int) -> Credentials:
    """Read both files; they are read again when one has changed."""
    return Credentials(
        KeySet.import_key_set(json.loads(services.read_text())), Mint(SigningKeys.load(signing))
    )


CredentialsOf = Annotated[Credentials, Depends(credentials_of)]
