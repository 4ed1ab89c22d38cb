"""What every provider proves, whatever its wire format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What sort of principal signs on."""

    PERSON = "person"
    ORGANISATION = "organisation"
    STAFF = "staff"


class Level(StrEnum):
    """How surely a principal is known: authlevel (domain.md 7.1)."""

    UNVERIFIED = "1"  # 非实名: may browse and ask
    BASIC = "2"  # 初级实名
    FULL = "3"  # 高级实名: may file everything


class Way(StrEnum):
    """Which of a provider's pages the browser is sent to."""

    PC = "pc"
    H5 = "h5"
    ALIPAY = "alipay"
    ORGANISATION = "organisation"  # the unified page, where companies sign on
    UPGRADE = "upgrade"  # raise the level by a face check


@dataclass(frozen=True, kw_only=True)
class ProvenIdentity:
    """Who a provider says this is.

    A principal is (issuer, subject). Name, number and mobile describe it and never
    find it: one company has several accounts, and numbers are recycled.
    """

    issuer: str
    subject: str
    kind: Kind
    level: int
    name: str = field(default="", repr=False)
    id_type: str = ""
    id_number: str = field(default="", repr=False)
    mobile: str = field(default="", repr=False)


class Provider(Protocol):
    """A place where people sign on."""

    @property
    def name(self) -> str:
        """What the addresses of its sign-on are called by."""

    def begin(self, state: str, way: Way) -> str:
        """Return the address of the provider's page; `state` comes back with the browser."""

    def state_of(self, params: Mapping[str, str]) -> str:
        """Return the state among the parameters of a callback, or an empty text."""

    async def finish(self, params: Mapping[str, str]) -> ProvenIdentity:
        """Turn the parameters of a callback into a proven identity, once."""
