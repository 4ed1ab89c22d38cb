"""What svc-catalog needs to know beyond what every service does."""

from pathlib import Path

from servicekit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of svc-catalog, from the environment."""

    #: What residents see in their browsers: where codes and short links lead.
    public_url: str = "http://127.0.0.1:8000"
    #: Where the fonts of sheets lie, besides those of the system.
    font_dir: Path | None = None
