"""浙政钉: sign-on of staff and the directory of their organisations (domain.md §7.3)."""

from simulators.staff.app import create_app
from simulators.staff.settings import Application, Settings

__all__ = ["Application", "Settings", "create_app"]
