"""Reads what providers answer: only what is needed, and nothing of it into an error."""

from typing import Annotated, Any, TypeVar

import orjson
from httpx import Response
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from gateway.sso.errors import ProviderAnswersOddly, ProviderRefusesUs

T = TypeVar("T", bound="Reply")

#: By what a provider knows somebody; `|` would be taken for the end of the issuer.
Subject = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^|\s]+$")]
Code = Annotated[str, StringConstraints(max_length=10)]

OK, UNAUTHORISED = 200, 401
LARGEST = 262_144  # bytes; a person's record has about one thousand


class Reply(BaseModel):
    """A part of a provider's answer; numbers and texts are taken for each other, as clients must."""

    model_config = ConfigDict(
        extra="ignore", coerce_numbers_to_str=True, hide_input_in_errors=True, frozen=True
    )


def json_of(answer: Response) -> dict[str, Any]:
    """Return the object in an answer.

    Raises:
        ProviderRefusesUs: our signature was not accepted; the provider's word for it is passed on.
        ProviderAnswersOddly: the answer is not an object, or not one of reasonable size.

    """
    if len(answer.content) > LARGEST:
        raise ProviderAnswersOddly
    try:
        found = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        raise ProviderAnswersOddly from None
    if not isinstance(found, dict):
        raise ProviderAnswersOddly
    if answer.status_code == UNAUTHORISED:
        raise ProviderRefusesUs(provider_message=word_of(found))
    if answer.status_code != OK:
        raise ProviderAnswersOddly
    return found


def word_of(refusal: dict[str, Any]) -> str:
    """Return why a gateway refused us; its texts name rules, never persons."""
    return str(refusal.get("message") or refusal.get("Message") or "")[:80]


def read(reply: type[T], found: Any) -> T:
    """Return a part of an answer in its typed form.

    Raises:
        ProviderAnswersOddly: something that was agreed on is missing.

    """
    try:
        return reply.model_validate(found)
    except ValidationError:
        raise ProviderAnswersOddly from None
