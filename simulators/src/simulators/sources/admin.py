"""What tests and the story may do to the sources; no part of their wire format."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from simulators.sources.platform import Here, Off, Source
from simulators.sources.shared import shown

router = APIRouter(prefix="/_sim")


@router.get("/switch")
async def switches(platform: Here) -> dict[Source, Off]:
    """Return which sources are off."""
    return platform.switches


@router.post("/switch/{source}")
async def switch(source: Source, wanted: Off, platform: Here) -> Off:
    """Switch a source off or on, for everybody or for some."""
    platform.switches[source] = wanted
    return wanted


@router.get("/records/{source}/{card_id}")
async def record(source: Source, card_id: str, platform: Here) -> Response:
    """Return a person's record."""
    found = platform.records[source].get(card_id)
    return JSONResponse(shown(source, found)) if found else _missing()


@router.put("/records/{source}/{card_id}")
async def change_record(source: Source, card_id: str, changes: dict[str, Any], platform: Here) -> Response:
    """Replace fields of a person's record, or start one, until the next reset."""
    return JSONResponse(shown(source, platform.change(source, card_id, changes)))


@router.delete("/records/{source}/{card_id}")
async def remove_record(source: Source, card_id: str, platform: Here) -> Response:
    """Remove a person's record, until the next reset."""
    found = platform.records[source].pop(card_id, None)
    return JSONResponse(shown(source, found)) if found else _missing()


@router.get("/calls")
async def calls(platform: Here) -> list[dict[str, Any]]:
    """Return the data calls that were answered, the oldest first."""
    return platform.calls


@router.delete("/calls")
async def forget_calls(platform: Here) -> list[dict[str, Any]]:
    """Forget the calls."""
    platform.calls.clear()
    return platform.calls


def _missing() -> Response:
    return JSONResponse({"message": "no such record"}, status_code=404)
