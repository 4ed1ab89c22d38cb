"""HTTP in front of the bot; anybody may ask."""

from fastapi import Request

from servicekit.auth import Public
from servicekit.db import Session
from servicekit.routing import Router
from svc_helpdesk.questions.schemas import AnswerOut, QuestionAsk
from svc_helpdesk.questions.service import QuestionService

router = Router(tags=["questions"])


@router.post("/questions", dependencies=[Public("anybody may ask what a government offers")])
async def ask_question(body: QuestionAsk, request: Request, session: Session) -> AnswerOut:
    """Answer a question from knowledge, citing item and version, or show the way to a person."""
    state = request.app.state
    return await QuestionService(session, state.library, state.settings).ask(
        body.text, body.region, body.item_id
    )
