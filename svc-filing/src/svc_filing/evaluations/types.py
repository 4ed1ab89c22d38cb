"""The five levels, under names of our own: the two national codings run in opposite directions."""

from enum import StrEnum


class Level(StrEnum):
    """How satisfied somebody is."""

    VERY_SATISFIED = "very_satisfied"  # 非常满意
    SATISFIED = "satisfied"  # 满意
    MOSTLY_SATISFIED = "mostly_satisfied"  # 基本满意
    DISSATISFIED = "dissatisfied"  # 不满意
    VERY_DISSATISFIED = "very_dissatisfied"  # 非常不满意


#: On the wire of the national evaluation interface: 5 is best.
INTERFACE_CODE = {
    Level.VERY_SATISFIED: 5,
    Level.SATISFIED: 4,
    Level.MOSTLY_SATISFIED: 3,
    Level.DISSATISFIED: 2,
    Level.VERY_DISSATISFIED: 1,
}
#: In records by GB/T 39046-2020 Annex A.8: 1 is best.
RECORD_CODE = {level: 6 - code for level, code in INTERFACE_CODE.items()}
