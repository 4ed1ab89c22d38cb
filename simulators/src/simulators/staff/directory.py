"""The organisations of one city and the people in them, the same at every start."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from simulators.data import load


class Organization(BaseModel):
    """The city, a service centre or one of its windows."""

    code: str
    name: str
    parent: str | None
    division: str
    is_unit: bool
    order: int


class Position(BaseModel):
    """A post that a person holds in an organisation."""

    organization: str
    job: str
    is_main: bool
    order: int


class Employee(BaseModel):
    """A member of staff; who has vanished is no longer spoken of by any call."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    code: str
    name: str
    gender: Literal["1", "2"]
    mobile: str
    account_id: int
    positions: list[Position]
    status: Literal["A", "F"] = "A"
    is_vanished: bool = False

    @property
    def account(self) -> str:
        """Return the name of the account."""
        return self.code.removeprefix("GE_").replace("_", "-")

    @property
    def main_position(self) -> Position:
        """Return the post that counts."""
        return next(position for position in self.positions if position.is_main)

    def works_in(self, organization: str) -> bool:
        """Tell whether the person holds a post there."""
        return any(position.organization == organization for position in self.positions)


class Persona(BaseModel):
    """A member of staff of the story."""

    key: str
    code: str
    name: str
    gender: Literal["1", "2"]
    mobile: str
    organization: str
    job: str


class Faults(BaseModel):
    """What is wrong with the directory: organisations whose pages are empty, a share of people missing."""

    model_config = ConfigDict(extra="forbid")

    empty_pages: list[str] = Field(default_factory=list)
    drop_percent: float = Field(default=0, ge=0, le=100)

    def empties(self, organization: str) -> bool:
        """Tell whether the pages of an organisation come back empty."""
        return "*" in self.empty_pages or organization in self.empty_pages


@dataclass
class Directory:
    """All organisations and people, by their codes."""

    organizations: dict[str, Organization] = field(default_factory=dict)
    employees: dict[str, Employee] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)

    def children(self, code: str) -> list[Organization]:
        """Return the organisations one step below."""
        return [one for one in self.organizations.values() if one.parent == code]

    def subtree(self, code: str) -> set[str]:
        """Return the codes of an organisation and of all below it."""
        below = (self.subtree(child.code) for child in self.children(code))
        return {code}.union(*below)

    def visible(self) -> list[Employee]:
        """Return the people that calls speak of today."""
        present = [one for one in self.employees.values() if not one.is_vanished]
        missing = round(len(present) * self.faults.drop_percent / 100)
        dropped = {one.code for one in sorted(present, key=_lot)[:missing]}
        return [one for one in present if one.code not in dropped]

    def find(self, code: str) -> Employee | None:
        """Return a person that calls speak of, or `None`."""
        return next((one for one in self.visible() if one.code == code), None)


def _lot(employee: Employee) -> str:
    """Return what decides, the same way every time, who is dropped first."""
    return hashlib.sha256(employee.code.encode()).hexdigest()


def personas() -> dict[str, Persona]:
    """Return the staff of the story by persona key."""
    return {row["key"]: Persona.model_validate(row) for row in load("staff")}


def directory(changes: dict[str, dict[str, Any]]) -> Directory:
    """Return the directory as at the start, with single fields of people replaced."""
    plan = load("directory")
    built = Directory(organizations={one.code: one for one in _organizations(plan)})
    for employee in (*_story(), *_crowd(plan)):
        changed = employee.model_dump() | changes.get(employee.code, {})
        built.employees[employee.code] = Employee.model_validate(changed)
    return built


def _organizations(plan: dict[str, Any]) -> Iterator[Organization]:
    root = plan["root"]
    yield Organization(
        code=root["code"], name=root["name"], parent=None, division=root["division"], is_unit=True, order=1
    )
    for order, centre in enumerate(plan["centres"], 1):
        code = f"{root['code']}_{centre['division']}"
        yield Organization(
            code=code,
            name=centre["name"],
            parent=root["code"],
            division=centre["division"],
            is_unit=True,
            order=order,
        )
        for place, window in enumerate(plan["windows"], 1):
            yield Organization(
                code=f"{code}_{window['key']}",
                name=window["name"],
                parent=code,
                division=centre["division"],
                is_unit=False,
                order=place,
            )


def _story() -> Iterator[Employee]:
    for number, persona in enumerate(personas().values(), 1):
        post = Position(organization=persona.organization, job=persona.job, is_main=True, order=1)
        yield Employee(
            code=persona.code,
            name=persona.name,
            gender=persona.gender,
            mobile=persona.mobile,
            account_id=30_000_000 + number,
            positions=[post],
        )


# Every so many people one holds a second post, and one has left: enough of both in every city.
SECOND_POST_EVERY = 11
LEFT_EVERY = 60


def _crowd(plan: dict[str, Any]) -> Iterator[Employee]:
    posts = list(_posts(plan))
    for number, (organization, job, order) in enumerate(posts, 1):
        positions = [Position(organization=organization, job=job, is_main=True, order=order)]
        if number % SECOND_POST_EVERY == 0:
            # A third of the city further on is another organisation: none is that big.
            elsewhere, second_job, _ = posts[(number + len(posts) // 3) % len(posts)]
            positions.append(
                Position(organization=elsewhere, job=second_job, is_main=False, order=90 + order)
            )
        given = plan["given"][(number * 7) % len(plan["given"])]
        yield Employee(
            code=f"GE_tz{number:05d}",
            name=plan["surnames"][number % len(plan["surnames"])] + given,
            gender="2" if given in plan["women"] else "1",
            mobile=f"1370576{1000 + number}",
            account_id=30_001_000 + number,
            positions=positions,
            status="F" if number % LEFT_EVERY == 0 else "A",
        )


def _posts(plan: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Yield every post of the city: where, which job, and in which order it is listed."""
    for centre in plan["centres"]:
        code = f"{plan['root']['code']}_{centre['division']}"
        for order, job in enumerate(plan["managers"], 2):
            yield code, job, order
        size = "city" if centre["division"].endswith("001") else "county"
        for window in plan["windows"]:
            for order in range(2, 2 + window[size]):
                yield f"{code}_{window['key']}", window["job"], order
