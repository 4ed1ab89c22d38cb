"""The JSON of regions."""

from typing import Literal

from pydantic import ConfigDict

from servicekit.schemas import Out


class RegionOut(Out):
    """One region."""

    code: str
    name: str
    parent_code: str | None
    level: str
    kind: str


class RegionAtOut(Out):
    """The county at a position, as good as it can be told without boundaries."""

    region: RegionOut
    #: From the county to the province.
    above: list[RegionOut]
    #: Metres to the seat of the county.
    distance: int
    #: Always: the nearest seat was looked for, not a boundary. Let the resident confirm it.
    is_indicative: Literal[True] = True
    note: str = "按最近的区县驻地推定，仅供参考，请确认所在区县。"

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "region": {
                        "code": "331002",
                        "name": "椒江区",
                        "parent_code": "331000",
                        "level": "county",
                        "kind": "gb2260",
                    },
                    "above": [],
                    "distance": 812,
                    "is_indicative": True,
                    "note": "按最近的区县驻地推定，仅供参考，请确认所在区县。",
                }
            ]
        },
    )
