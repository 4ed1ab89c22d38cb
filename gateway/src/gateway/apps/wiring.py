"""What the routes of services' tokens are built from: the keys of services and gateway."""

import json
import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from gateway.apps.errors import AssertionRefused
from gateway.given import SettingsOf
from gateway.tokens import Mint, SigningKeys

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Credentials:
    """Whom we believe, and with what we sign."""

    services: KeySet
    mint: Mint


async def credentials_of(settings: SettingsOf) -> Credentials:
    """Return the keys as the files hold them now: a rotated one is used at once.

    Raises:
        AssertionRefused: there are no keys to be had, so that no service can be believed.

    """
    services, signing = settings.service_keys_file, settings.signing_keys_file
    if services is None or signing is None:
        raise AssertionRefused
    try:
        return read_credentials(services, signing, services.stat().st_mtime_ns, signing.stat().st_mtime_ns)
    except (OSError, ValueError, TypeError, KeyError, JoseError) as error:
        log.error("the keys of services or gateway cannot be read: %s", type(error).__name__)  # noqa: TRY400
        raise AssertionRefused from error


@cache
def read_credentials(services: Path, signing: Path, *_changed_at: int) -> Credentials:
    """Read both files; they are read again when one has changed."""
    return Credentials(
        KeySet.import_key_set(json.loads(services.read_text())), Mint(SigningKeys.load(signing))
    )


CredentialsOf = Annotated[Credentials, Depends(credentials_of)]
