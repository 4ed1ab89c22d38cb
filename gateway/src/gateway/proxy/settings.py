"""What the door is told from outside."""

from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from gateway.proxy.client import Times
from servicekit.settings import DatabaseSettings


class DoorSettings(DatabaseSettings):
    """Addresses, keys and limits of the door; the database is that of the gateway's features."""

    host: str = "127.0.0.1"
    port: int = 8000
    #: Where Prometheus asks: a port of its own, never to be published. None: nowhere.
    metrics_port: int | None = None
    #: Several doors on one port share its connections.
    reuse_port: bool = False
    #: `{"catalog": "http://127.0.0.1:9001", "gateway": …}`: what `/api/<name>/…` leads to.
    upstreams: dict[str, str] = Field(default_factory=dict)
    #: The same in a file, read again on SIGHUP; it goes before `upstreams`.
    upstreams_file: Path | None = None
    #: Connections to one service at most.
    upstream_connections: int = Field(128, gt=0)
    #: The private keys of inner tokens; read again on SIGHUP.
    signing_key_file: Path
    #: With these the gateway sealed the secrets of applications.
    vault_keys: SecretStr = SecretStr("")
    #: The built pages; read again on SIGHUP.
    web_dist: Path | None = None
    access_log_file: Path | None = None
    log_level: str = "INFO"

    #: Hosts that are ours; empty: any that a client names.
    allowed_hosts: frozenset[str] = frozenset()
    #: Origins, besides our own, whose pages may act for their users.
    allowed_origins: frozenset[str] = frozenset()
    #: Networks of proxies in front of us that may say whom they speak for.
    trusted_proxies: tuple[str, ...] = ()

    session_idle: float = Field(1_800, gt=0)
    largest_body: int = Field(104_857_600, gt=0)
    address_rate: float = Field(200, gt=0)
    address_burst: int = Field(400, gt=0)
    principal_rate: float = Field(50, gt=0)
    principal_burst: int = Field(200, gt=0)
    at_once: int = Field(64, gt=0)
    #: Connections of clients in all.
    clients: int = Field(10_000, gt=0)
    #: Open WebSockets of one session, or of one address that is not signed on.
    tunnels: int = Field(8, gt=0)

    times_head: float = Times.head
    times_idle: float = Times.idle
    times_grace: float = Times.grace
    times_decide: float = Times.decide
    times_connect: float = Times.connect
    times_first_byte: float = Times.first_byte
    times_silence: float = Times.silence
    times_stall: float = Times.stall
    times_total: float = Times.total
    times_notice: float = Times.notice
    times_linger: float = Times.linger
    times_drain: float = Times.drain

    @field_validator("upstreams")
    @classmethod
    def are_plain(cls, value: dict[str, str]) -> dict[str, str]:
        """Refuse addresses the door could not keep connections to; `svc-` is not part of a public name."""
        return {name.removeprefix("svc-"): checked(url) for name, url in value.items()}

    @model_validator(mode="after")
    def leads_somewhere(self) -> Self:
        """Refuse to start without any service."""
        if not self.upstreams and self.upstreams_file is None:
            raise ValueError("the door needs UPSTREAMS or UPSTREAMS_FILE")
        return self

    @property
    def times(self) -> Times:
        """How long the door waits."""
        prefix = "times_"
        return Times(
            **{
                name.removeprefix(prefix): getattr(self, name)
                for name in type(self).model_fields
                if name.startswith(prefix)
            }
        )


def checked(url: str) -> str:
    """Return the address of a service if it is of the form `http://host:port`."""
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname or not parts.port or parts.path not in {"", "/"}:
        raise ValueError("a service's address is http://host:port")
    return url
