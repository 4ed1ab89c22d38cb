"""What svc-workforce needs to know beyond what every service does."""

from pydantic import Field, SecretStr

from servicekit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of svc-workforce, from the environment."""

    #: The staff platform, and how it knows us.
    staff_url: str = ""
    staff_app_key: str = ""
    staff_app_secret: SecretStr = SecretStr("")
    staff_tenant_id: str = "196729"
    #: A share of leavers beyond which nothing is changed without a person's word.
    most_leavers: float = Field(0.05, gt=0, le=1)
