"""What svc-kiosk needs to know beyond what every service does."""

from datetime import timedelta

from pydantic import Field

from servicekit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of svc-kiosk, from the environment; every span of time is in seconds."""

    #: How often a device is told to beat (domain.md §9.2: every 60 s).
    beat_every: float = Field(60, gt=0)
    #: So many beats missed in a row, and the device is offline.
    misses: int = Field(3, ge=2)
    #: So many beats in a row, and a device that was offline is back.
    steady_beats: int = Field(2, ge=1)
    #: Our door as devices reach it; through it the service listens to itself. Empty: it does not.
    public_url: str = ""
    #: So many devices that fall silent together are our own deafness, not their fault ...
    crowd: int = Field(5, ge=2)
    #: ... but not for longer than this.
    longest_hush: float = Field(1800, ge=0)
    #: By how much a device's own clock may be off.
    clock_tolerance: float = Field(60, gt=0)
    #: Per cent of paper, ink or cards at which somebody should refill.
    low_supply: int = Field(5, ge=0, le=100)

    @property
    def silence(self) -> timedelta:
        """How long a device on duty may be silent."""
        return timedelta(seconds=self.beat_every * self.misses)
