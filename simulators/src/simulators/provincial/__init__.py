"""浙里办: sign-on of residents and companies, as the province offers it (domain.md §7.1 and §7.2)."""

from simulators.provincial.app import create_app
from simulators.provincial.settings import Application, Settings

__all__ = ["Application", "Settings", "create_app"]
