"""A socket that says "news up to n"; the page then fetches what it shows."""

from typing import Annotated

from fastapi import WebSocket, WebSocketDisconnect

from servicekit.auth import Access, Own
from servicekit.db import Sessions
from servicekit.routing import Router
from svc_filing.cases.reader import CaseReader

router = Router(tags=["news"])
STILL_HERE = 20.0  # seconds after which a quiet socket is told that it is alive


@router.websocket("/news")
async def tell_news(
    socket: WebSocket, sessions: Sessions, access: Annotated[Access, Own("person", "organisation", "staff")]
) -> None:
    """Say whenever something has happened to the caller's cases, or to those of the clerk's regions."""
    await socket.accept()
    caller = access.caller
    applicant = None if caller.kind == "staff" else caller.subject
    regions = caller.grants.get("case:read", frozenset())
    watcher = socket.app.state.watcher
    told = -1
    try:
        while True:
            async with sessions() as session:
                newest = await CaseReader(session, socket.app.state.vault).newest(applicant, regions)
            if newest != told:
                told = newest
                await socket.send_json({"upto": newest})
            await watcher.wait(STILL_HERE)
    except WebSocketDisconnect:
        return
