"""What the simulator of the library is told at its start."""

from simulators.sources.settings import Application
from simulators.sources.settings import Settings as SharingSettings

__all__ = ["Application", "Settings"]


class Settings(SharingSettings):
    """The applications that are registered, the platform's times, and how much a page holds."""

    page_rows: int = 50
