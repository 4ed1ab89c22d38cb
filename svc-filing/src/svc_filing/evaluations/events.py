"""How an evaluation looks to other services: without rater and words."""

from sanzhi_proto.filing.v1.filing_pb2 import EvaluationGiven
from servicekit.events import Event, Topic
from svc_filing.evaluations.models import Evaluation

EVALUATIONS = Topic("filing.evaluation", key="case_id", facts=(EvaluationGiven,))


def evaluation_given(evaluation: Evaluation) -> Event:
    """Announce an evaluation."""
    message = EvaluationGiven(
        case_id=str(evaluation.case_id),
        item_id=evaluation.item_id,
        region_code=evaluation.region_code,
        level=evaluation.level,
        channel=evaluation.channel,
        given_at=evaluation.given_at.isoformat(),
    )
    return EVALUATIONS.event(message, version=1)
