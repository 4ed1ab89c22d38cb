"""What tests and the story may do to the library; no part of its wire format."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from simulators.library.shelf import Fault, Here, Row

router = APIRouter(prefix="/_sim")


class Spoil(BaseModel):
    """How the next pages come."""

    model_config = ConfigDict(extra="forbid")

    fault: Fault


@router.get("/items")
async def items(shelf: Here) -> list[Row]:
    """Return every item in the order of the changes."""
    return list(shelf.rows.values())


@router.get("/items/{code}")
async def item(code: str, shelf: Here) -> Row:
    """Return an item."""
    return shelf.find(code)


@router.put("/items/{code}")
async def change_item(code: str, columns: dict[str, Any], shelf: Here) -> Row:
    """Replace columns of an item (of `general`, elements), or take in a new one, until the next reset."""
    return shelf.put(code, columns)


@router.delete("/items/{code}")
async def abolish_item(code: str, shelf: Here) -> Row:
    """Cancel an item, until the next reset."""
    return shelf.abolish(code)


@router.get("/faults")
async def fault(shelf: Here) -> Spoil:
    """Return how pages come."""
    return Spoil(fault=shelf.fault)


@router.post("/faults")
async def spoil(wanted: Spoil, shelf: Here) -> Spoil:
    """Let pages come as no JSON, a row too short, with a torn row, in the wrong order, or right."""
    shelf.fault = wanted.fault
    return wanted


async def no_such_row(_: Request, __: Exception) -> JSONResponse:
    """Answer for an item that the library does not have."""
    return JSONResponse({"message": "no such item"}, status_code=404)
