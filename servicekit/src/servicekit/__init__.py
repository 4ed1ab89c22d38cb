"""What every service needs and none should write twice; it knows no word of the domain."""

from servicekit.service import Service

__all__ = ["Service"]
