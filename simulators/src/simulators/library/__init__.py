"""The province's library of items (权力事项库): the master of what every county's list rests on.

No published document of ours names its wire format, so that calls are signed as those of the
data-sharing platform are (domain.md §3.5, `simulators.sources`), and rows carry the columns of the
national exchange (domain.md §2.5); what is added to them is marked in README.md.
"""

from simulators.library.app import create_app
from simulators.library.settings import Application, Settings

__all__ = ["Application", "Settings", "create_app"]
