"""Three sources of data shared by the province: housing fund, real estate, marriage (domain.md §3.5)."""

from simulators.sources.app import create_app
from simulators.sources.settings import Application, Settings

__all__ = ["Application", "Settings", "create_app"]
