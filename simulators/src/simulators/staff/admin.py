"""What tests and the story may do to the staff platform; no part of its wire format."""

from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict

from simulators.staff.directory import Employee, Faults, Position
from simulators.staff.platform import Here, Platform

router = APIRouter(prefix="/_sim")


class EmployeeChange(BaseModel):
    """What may happen to a person: he leaves, vanishes, returns, moves, changes his name."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["A", "F"] | None = None
    vanished: bool | None = None
    employeeName: str | None = None  # noqa: N815
    mobile: str | None = None
    organizationCode: str | None = None  # noqa: N815


class Newcomer(BaseModel):
    """A person who enters the directory."""

    model_config = ConfigDict(extra="forbid")

    employeeCode: str  # noqa: N815
    employeeName: str  # noqa: N815
    organizationCode: str  # noqa: N815
    job: str = "窗口办事员"
    gender: Literal["1", "2"] = "2"
    mobile: str = "13705769999"


class CodeWish(BaseModel):
    """For whom a code is (persona key or employee code), and for which application."""

    persona: str
    client_id: str


@router.get("/employees")
async def employees(platform: Here, organization: str = "") -> list[dict[str, Any]]:
    """Return everybody, or everybody in an organisation, vanished people included."""
    everybody = platform.directory.employees.values()
    return [one.model_dump() for one in everybody if not organization or one.works_in(organization)]


@router.get("/employees/{code}")
async def employee(code: str, platform: Here) -> Response:
    """Return one person, vanished or not."""
    found = platform.directory.employees.get(code)
    return JSONResponse(found.model_dump()) if found else _missing("employee")


@router.patch("/employees/{code}")
async def change_employee(code: str, change: EmployeeChange, platform: Here) -> Response:
    """Let a person leave, vanish, return, move or change his name."""
    found = platform.directory.employees.get(code)
    if found is None:
        return _missing("employee")
    if (
        change.organizationCode is not None
        and change.organizationCode not in platform.directory.organizations
    ):
        return _missing("organization")
    if change.status is not None:
        found.status = change.status
    if change.vanished is not None:
        found.is_vanished = change.vanished
    if change.employeeName is not None:
        found.name = change.employeeName
    if change.mobile is not None:
        found.mobile = change.mobile
    if change.organizationCode is not None:
        found.main_position.organization = change.organizationCode
    return JSONResponse(found.model_dump())


@router.post("/employees", status_code=201)
async def hire(newcomer: Newcomer, platform: Here) -> Response:
    """Enter a new person."""
    known = platform.directory.employees
    if newcomer.employeeCode in known:
        return JSONResponse({"message": "employeeCode is taken"}, status_code=409)
    if newcomer.organizationCode not in platform.directory.organizations:
        return _missing("organization")
    known[newcomer.employeeCode] = Employee(
        code=newcomer.employeeCode,
        name=newcomer.employeeName,
        gender=newcomer.gender,
        mobile=newcomer.mobile,
        account_id=max(one.account_id for one in known.values()) + 1,
        positions=[
            Position(organization=newcomer.organizationCode, job=newcomer.job, is_main=True, order=99)
        ],
    )
    return JSONResponse(known[newcomer.employeeCode].model_dump(), status_code=201)


@router.get("/faults")
async def faults(platform: Here) -> Faults:
    """Return what is wrong with the directory."""
    return platform.directory.faults


@router.post("/faults")
async def break_directory(wanted: Faults, platform: Here) -> Faults:
    """Make pages come back empty, or a share of the people go missing."""
    platform.directory.faults = wanted
    return wanted


@router.delete("/faults")
async def mend_directory(platform: Here) -> Faults:
    """Mend the directory."""
    return await break_directory(Faults(), platform)


@router.post("/auth_codes")
async def give_auth_code(wish: CodeWish, platform: Here) -> Response:
    """Give out the code of somebody who opens the application inside the staff app."""
    return _give(platform, wish, "app", "auth_code")


@router.post("/codes")
async def give_code(wish: CodeWish, platform: Here) -> Response:
    """Give out the code of somebody who has scanned and confirmed."""
    return _give(platform, wish, "scan", "code")


@router.get("/messages")
async def messages(platform: Here) -> list[dict[str, Any]]:
    """Return the messages sent so far, the oldest first."""
    return platform.messages


@router.delete("/messages")
async def forget_messages(platform: Here) -> list[dict[str, Any]]:
    """Forget the messages."""
    platform.messages.clear()
    return platform.messages


def _give(platform: Platform, wish: CodeWish, kind: Literal["scan", "app"], name: str) -> Response:
    found = platform.staff(wish.persona)
    application = platform.application(client_id=wish.client_id)
    if found is None:
        return _missing("working person")
    if application is None:
        return _missing("client_id")
    return JSONResponse({name: platform.issue_code(found, application, kind)})


def _missing(what: str) -> Response:
    return JSONResponse({"message": f"no such {what}"}, status_code=404)
