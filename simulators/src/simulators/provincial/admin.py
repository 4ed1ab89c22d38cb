"""What tests and the story may do to the province; no part of its wire format."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ValidationError

from simulators.provincial.accounts import Resident
from simulators.provincial.province import Here, Province

router = APIRouter(prefix="/_sim")


class TicketWish(BaseModel):
    """For whom a ticket is, and for which application."""

    persona: str
    servicecode: str


@router.get("/accounts")
async def accounts(province: Here) -> list[dict[str, Any]]:
    """Return all personas."""
    return [one.model_dump() for one in (*province.residents.values(), *province.companies.values())]


@router.patch("/accounts/{persona}")
async def change_account(persona: str, changes: dict[str, Any], province: Here) -> Response:
    """Change single fields of a resident, until the next reset."""
    resident = province.residents.get(persona)
    if resident is None:
        return _missing("persona")
    try:
        changed = Resident.model_validate(resident.model_dump() | changes | {"key": persona})
    except ValidationError as error:
        fields = [".".join(map(str, one["loc"])) for one in error.errors()]
        return JSONResponse({"message": "not valid", "fields": fields}, status_code=422)
    province.residents[persona] = changed
    return JSONResponse(changed.model_dump())


@router.post("/tickets")
async def give_ticket(wish: TicketWish, province: Here) -> Response:
    """Give out a ticket without the sign-on page."""
    return _give(province, wish, "ticket")


@router.post("/esso/tokens")
async def give_ssotoken(wish: TicketWish, province: Here) -> Response:
    """Give out an ssotoken of the older sign-on of companies."""
    if wish.persona not in province.companies:
        return _missing("company")
    return _give(province, wish, "ssotoken")


def _give(province: Province, wish: TicketWish, name: str) -> Response:
    account = province.account(wish.persona)
    application = province.application(servicecode=wish.servicecode)
    if account is None:
        return _missing("persona")
    if application is None:
        return _missing("servicecode")
    return JSONResponse({name: province.issue_ticket(account, application)})


def _missing(what: str) -> Response:
    return JSONResponse({"message": f"no such {what}"}, status_code=404)
