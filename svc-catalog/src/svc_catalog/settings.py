"""What svc-catalog needs to know beyond what every service does."""

from pathlib import Path

from pydantic import Field

from servicekit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of svc-catalog, from the environment."""

    #: A workbook of thousands of rows comes in as one body, and a film in parts of 8 MB.
    max_body_size: int = Field(20_000_000, gt=0)
    #: What residents see in their browsers: where codes and short links lead.
    public_url: str = "http://127.0.0.1:8000"
    #: Where the fonts of sheets lie, besides those of the system.
    font_dir: Path | None = None
