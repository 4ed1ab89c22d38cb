"""What svc-helpdesk needs to know beyond what every service does."""

from servicekit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of svc-helpdesk, from the environment."""

    #: How much of a question's meaning an item must cover before the bot speaks of it, 0 to 1.
    least_coverage: float = 0.42
    #: How far the best item must lie before the second, as a share of its score.
    least_gap: float = 0.06
    #: Where a person answers.
    hotline: str = "0576-12345"
    #: Seconds within which a person is to answer in working hours.
    answer_within: int = 60
