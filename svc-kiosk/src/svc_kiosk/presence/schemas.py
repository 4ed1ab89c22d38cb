"""The JSON of our own hearing."""

from datetime import datetime

from servicekit.schemas import Out


class HearingOut(Out):
    """Whether the service hears devices at all."""

    #: Since when every beat would have been heard; empty: not now, and nobody is judged meanwhile.
    open_since: datetime | None
    last_beat_at: datetime | None
