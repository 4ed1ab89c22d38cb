"""The tables that svc-workforce owns, and nobody else reads."""

from sqlalchemy.orm import DeclarativeBase

from servicekit.db import new_metadata


class Base(DeclarativeBase):
    """Parent of every mapped class of this service."""

    metadata = new_metadata()
