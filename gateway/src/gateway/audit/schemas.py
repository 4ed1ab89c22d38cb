"""The JSON of anchors."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, PlainSerializer, StringConstraints

from servicekit.schemas import In, Out

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Hex = Annotated[bytes, PlainSerializer(bytes.hex, return_type=str)]


class HeadTell(In):
    """How far the caller's audit chain reaches."""

    position: int = Field(ge=1, lt=2**63)
    hash: Hash


class AnchorOut(Out):
    """A head that was anchored."""

    service: str
    position: int
    hash: Hex
    anchored_at: datetime
