"""How links look."""

import secrets

from svc_catalog.links.types import PAGES, Kind

# Without 0, O, 1, I and l, which people confuse; lower case is typed on telephones at once.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 7  # 27 thousand millions


def new_code() -> str:
    """Return the letters of a link."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def page(public_url: str, kind: Kind, key: str) -> str:
    """Return the address of a page; what it is made of is known, so it leads nowhere else."""
    return public_url.rstrip("/") + PAGES[kind].format(key=key)


def short(public_url: str, code: str) -> str:
    """Return the short address, through the gateway."""
    return f"{public_url.rstrip('/')}/api/catalog/v1/links/{code}"
