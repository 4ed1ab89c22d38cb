"""The residents and companies that have an account with the province."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from simulators.data import load


class Account(BaseModel):
    """What persons and companies have in common; `userid` is the only thing to bind by."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    key: str
    userid: str
    region: str
    useable: Literal["1", "2"] = "1"
    ui_style: Literal["normal", "elder"] = "normal"


class Resident(Account):
    """A natural person; real-name data is valid from authlevel 2 (domain.md §7.1)."""

    username: str
    idnum: str
    authlevel: Literal["1", "2", "3"]
    mobile: str
    loginname: str
    nation: str

    @property
    def sex(self) -> str:
        """Return 1 for a man and 2 for a woman: the 17th digit of the number (domain.md §4.1)."""
        return "1" if int(self.idnum[16]) % 2 else "2"

    @property
    def birthday(self) -> str:
        """Return the day of birth that the number holds, with hyphens."""
        return f"{self.idnum[6:10]}-{self.idnum[10:12]}-{self.idnum[12:14]}"

    @property
    def is_real_name(self) -> bool:
        """Tell whether the province vouches for the name."""
        return self.authlevel != "1"


class Company(Account):
    """One of possibly many accounts of a company, with the agent who uses it."""

    # The key of the company itself, the same in all its accounts: not what one binds by.
    corp_id: str
    company: str
    uscc: str
    login_type: Literal["Cert", "Password", "Elicense"]
    real_level: Literal["1", "2", "3", "4"]
    # Personas: the legal representative, and the person who uses this account.
    principal: str
    agent: str


Changes = Mapping[str, Mapping[str, Any]]


def residents(changes: Changes) -> dict[str, Resident]:
    """Return the residents by persona key, with single fields replaced."""
    rows = (row | changes.get(row["key"], {}) for row in load("residents"))
    return {row["key"]: Resident.model_validate(row) for row in rows}


def companies(changes: Changes) -> dict[str, Company]:
    """Return the companies' accounts by persona key, with single fields replaced."""
    rows = (row | changes.get(row["key"], {}) for row in load("companies"))
    return {row["key"]: Company.model_validate(row) for row in rows}
