"""What svc-filing needs to know beyond what every service does."""

from pathlib import Path

from pydantic import SecretStr

from servicekit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of svc-filing, from the environment."""

    #: The data-sharing platform: address, key and secret of this application.
    sources_url: str = ""
    sources_app_key: str = ""
    sources_app_secret: SecretStr = SecretStr("")
    #: Seconds that one source may take; the three are asked at once.
    sources_patience: float = 1.5
    #: Where the fonts of documents lie, besides those of the system.
    font_dir: Path | None = None
    #: Where a document's verification code leads.
    public_url: str = "http://127.0.0.1:8000"
    #: Whether the day after acceptance counts as day 1 (common practice, not in the act: configurable).
    counts_from_next_day: bool = True
