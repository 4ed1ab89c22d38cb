"""What the gateway's service is told from outside."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from servicekit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Addresses and secrets of the providers, the life of sessions, the keys of gateway and services."""

    #: The origin that browsers see, such as https://sanzhi.example.
    public_url: str = "http://127.0.0.1:8000"

    #: Where the provincial sign-on shows its pages and takes the direct calls.
    provincial_url: str = ""
    #: Its unified page and the IRS gateway (`https://…:8443/restapi/prod`), if elsewhere.
    provincial_portal_url: str = ""
    provincial_irs_url: str = ""
    #: Which way the classic calls take.
    provincial_route: Literal["direct", "irs"] = "direct"
    provincial_servicecode: str = ""
    provincial_servicepwd: SecretStr = SecretStr("")
    provincial_access_key: str = ""
    provincial_secret_key: SecretStr = SecretStr("")
    provincial_app_id: str = ""
    provincial_project_id: str = ""
    provincial_project_secret: SecretStr = SecretStr("")

    #: Where the staff platform takes calls, and where its QR page is, if elsewhere.
    staff_url: str = ""
    staff_login_url: str = ""
    staff_client_id: str = ""
    staff_app_key: str = ""
    staff_app_secret: SecretStr = SecretStr("")

    #: Seconds without a request after which a session is over, and the longest it can last.
    session_idle: int = Field(1_800, gt=0)
    session_life: int = Field(43_200, gt=0)
    #: Seconds for which an enrolment code of a device is good.
    enrolment_life: int = Field(900, gt=0, le=86_400)

    #: The private keys that sign inner tokens, as the door has them.
    signing_keys_file: Path | None = None
    #: The public keys of the services, each with its service's name as `kid`.
    service_keys_file: Path | None = None
    #: `{"svc-catalog": "http://127.0.0.1:9001"}`: whose OpenAPI documents the portal joins.
    upstreams: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def seals(self) -> Self:
        """Refuse to start without keys for names and identity numbers."""
        if not self.vault_keys.get_secret_value():
            raise ValueError("the gateway needs VAULT_KEYS")
        return self
