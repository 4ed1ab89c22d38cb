"""The form of positions."""

from typing import Annotated

from fastapi import Query
from pydantic import Field

from servicekit.schemas import In
from svc_map.positions.types import Crs

InCrs = Annotated[Crs, Query(description="the coordinate system of what is sent and of the answer")]


class PositionIn(In):
    """A position in China, in degrees."""

    longitude: Annotated[float, Field(ge=73, le=136, allow_inf_nan=False)]
    latitude: Annotated[float, Field(ge=3, le=54, allow_inf_nan=False)]
    crs: Crs = Crs.CGCS2000
