"""What the sources said about one applicant."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Purpose:
    """What the data is asked for; the platform wants it with every call (domain.md §3.5)."""

    item_name: str
    item_code: str
    operator: str


@dataclass(frozen=True)
class FundAccount:
    """A housing fund account."""

    #: 01 is in order.
    status: str
    balance: Decimal
    consecutive_months: int
    last_rent_withdrawal_on: date | None


@dataclass(frozen=True)
class Facts:
    """The answers; a source that did not answer is named in `away`."""

    fund: FundAccount | None = None
    flats: int | None = None
    is_married: bool | None = None
    away: tuple[str, ...] = ()
    no_record: tuple[str, ...] = field(default=())
