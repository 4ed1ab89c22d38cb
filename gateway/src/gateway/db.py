"""The tables the gateway owns; the door reads four of them."""

from sqlalchemy.orm import DeclarativeBase

from servicekit.db import new_metadata


class Base(DeclarativeBase):
    """Parent of every mapped class of the gateway."""

    metadata = new_metadata()
