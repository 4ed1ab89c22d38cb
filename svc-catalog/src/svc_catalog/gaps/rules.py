"""What is true of gaps whatever the database and the network do."""

from svc_catalog.gaps.types import Counted

# So often must something have been asked, and nothing opened, before that says anything.
LEAST_UNCLICKED = 10
EMPTY, UNCLICKED = "empty", "unclicked"


def reason(counted: Counted) -> str:
    """Return why a question is a gap."""
    return EMPTY if counted.empty else UNCLICKED
