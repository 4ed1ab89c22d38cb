"""The JSON of documents."""

from datetime import datetime

from servicekit.schemas import Out


class VerdictOut(Out):
    """What anybody may learn about a document with its code."""

    code: str
    is_genuine: bool
    #: valid, revoked, altered, unknown
    verdict: str
    title: str | None = None
    issuer: str | None = None
    holder_masked: str | None = None
    issued_at: datetime | None = None
    sha256: str | None = None
