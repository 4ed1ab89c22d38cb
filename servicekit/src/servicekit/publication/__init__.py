"""Trusted publication: what people read is drafted by one person and let out by others.

A service declares a table of `Revision`, a `Rulebook` that knows its things, and `Step`s. See
docs/publication.md for how to use it.
"""

from servicekit.publication.models import Revision
from servicekit.publication.rules import content_hash, differences
from servicekit.publication.service import Desk, Rulebook, to_sign
from servicekit.publication.types import Difference, Finding, State, Step

__all__ = [
    "Desk",
    "Difference",
    "Finding",
    "Revision",
    "Rulebook",
    "State",
    "Step",
    "content_hash",
    "differences",
    "to_sign",
]
