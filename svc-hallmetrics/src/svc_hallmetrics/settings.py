"""What svc-hallmetrics needs to know beyond what every service does; all thresholds are design choices."""

from servicekit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of svc-hallmetrics, from the environment."""

    #: A service shorter than this was a slip of the caller's finger (误叫), in seconds.
    shortest_service: int = 10
    #: A service longer than this was forgotten (忘记结束), in seconds.
    longest_service: int = 4 * 3600
    #: A machine whose clock is off by more is corrected, in seconds.
    clock_tolerance: int = 60
