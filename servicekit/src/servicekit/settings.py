"""Settings come from the environment, are read once, and are passed on."""

from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from servicekit.problems import TYPES

#: Where containers find secrets: a file each, named after the setting. The environment goes before them.
SECRETS = Path("/run/secrets")


class DatabaseSettings(BaseSettings):
    """What a command needs that only touches the database."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
        secrets_dir=SECRETS if SECRETS.is_dir() else None,
    )

    database_url: SecretStr

    @field_validator("database_url")
    @classmethod
    def is_asyncpg(cls, value: SecretStr) -> SecretStr:
        """Refuse addresses that SQLAlchemy would open with another driver."""
        if not value.get_secret_value().startswith("postgresql+asyncpg://"):
            raise ValueError("a database address begins with postgresql+asyncpg://")
        return value


class ServiceSettings(DatabaseSettings):
    """What every service needs; a service adds its own in a subclass."""

    mode: Literal["development", "production"] = "development"
    host: str = "127.0.0.1"
    port: int = 8000
    #: `kafka://host:port` or the address of the durable log's database.
    bus_url: SecretStr = SecretStr("")
    #: Where the gateway answers other services.
    gateway_url: str = ""
    #: The gateway's public keys, or where to fetch them.
    token_keys: dict[str, Any] | None = None
    token_keys_url: str = ""
    #: `{"current": "k1", "keys": {"k1": "32 hex digits and more"}}`
    vault_keys: SecretStr = SecretStr("")
    #: The private key with which this service proves itself to the gateway.
    service_key_file: Path | None = None
    #: Outside production: seconds that move every clock together.
    clock_offset_file: Path | None = None
    problem_base_url: str = TYPES
    max_body_size: int = Field(1_000_000, gt=0)
    database_pool: int = Field(5, gt=0)
    log_level: str = "INFO"
    otlp_endpoint: str = ""
    #: How long a failing event may hold up those behind it, in seconds.
    event_patience: float = 5.0

    @model_validator(mode="after")
    def is_safe(self) -> Self:
        """Refuse in production what only a demonstration may have."""
        if self.mode == "production":
            if self.clock_offset_file is not None:
                raise ValueError("production has no shifted clock")
            if not self.vault_keys.get_secret_value():
                raise ValueError("production needs VAULT_KEYS")
            if not self.bus_url.get_secret_value():
                raise ValueError("production needs BUS_URL")
        return self
