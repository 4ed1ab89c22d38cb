"""How conditions are checked before they are stored, and judged afterwards."""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from servicekit.problems import MalformedRequest
from svc_catalog.conditions.types import Condition, Known, Reason, Verdict

Vocabulary: TypeAlias = Mapping[str, Known]
Facts: TypeAlias = Mapping[str, Any]

OPERATORS = {
    "text": {"is", "is_not", "in"},
    "number": {"is", "is_not", "in", "at_least", "at_most"},
    "flag": {"is", "is_not"},
    "words": {"has", "has_not", "has_any"},
    "day": {"is", "at_least", "at_most"},
}
HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": operator.eq,
    "is_not": operator.ne,
    "in": lambda fact, values: fact in values,
    "has": lambda fact, value: value in fact,
    "has_not": lambda fact, value: value not in fact,
    "has_any": lambda fact, values: not set(values).isdisjoint(fact),
    "at_least": operator.ge,
    "at_most": operator.le,
}
OF_SEVERAL = {"in", "has_any"}
IN_WORDS = {
    "is": "应为",
    "is_not": "不应为",
    "in": "应为其中之一：",
    "has": "应含",
    "has_not": "不应含",
    "has_any": "应含其中之一：",
    "at_least": "不低于",
    "at_most": "不高于",
}
YES_OR_NO = {True: "是", False: "否"}


def vocabulary(known: Iterable[Known]) -> Vocabulary:
    """Return facts by their names."""
    return {one.name: one for one in known}


def check(conditions: Sequence[Condition], known: Vocabulary, pointer: str) -> None:
    """Refuse conditions that could never be judged.

    Raises:
        MalformedRequest: `errors` points at every field, operator or value that does not fit.

    """
    errors = [
        {"pointer": f"{pointer}/{place}/{member}", "detail": detail, "zh": zh}
        for place, condition in enumerate(conditions)
        for member, detail, zh in _misfits(condition, known)
    ]
    if errors:
        raise MalformedRequest(errors=errors)


def reasons(conditions: Iterable[Condition], facts: Facts, known: Vocabulary) -> list[Reason]:
    """Return what becomes of each condition."""
    return [reason(condition, facts, known) for condition in conditions]


def reason(condition: Condition, facts: Facts, known: Vocabulary) -> Reason:
    """Return what becomes of one condition, in words that name what is asked and what is so."""
    field, fact = known[condition.field], facts.get(condition.field)
    asked = condition.zh or _asked(condition, field)
    if fact is None:
        return Reason(condition.field, Verdict.UNKNOWN, f"{asked}（情况未知）", None)
    if _holds(condition, fact):
        return Reason(condition.field, Verdict.MET, asked, fact)
    now = f"目前{_flag(fact, field)}" if field.otherwise else f"现为{_said(fact, field)}"
    return Reason(condition.field, Verdict.NOT_MET, f"{asked}，{now}", fact)


def together(found: Iterable[Reason]) -> Verdict:
    """Return what becomes of conditions that all have to hold."""
    verdicts = {one.verdict for one in found}
    for worst in (Verdict.NOT_MET, Verdict.UNKNOWN):
        if worst in verdicts:
            return worst
    return Verdict.MET


def check_facts(facts: Facts, known: Vocabulary, pointer: str) -> None:
    """Refuse facts that no condition could name, or of another kind.

    Raises:
        MalformedRequest: `errors` points at each of them.

    """
    errors = []
    for name, fact in facts.items():
        if name not in known:
            # The caller's own name is not repeated: it may say anything.
            errors.append({"pointer": pointer, "detail": "an unknown field", "zh": "有不认识的字段"})
        elif fact is not None and not _fits(fact, known[name], is_several=known[name].kind == "words"):
            errors.append(
                {"pointer": f"{pointer}/{name}", "detail": "of another kind", "zh": "类型或取值不对"}
            )
    if errors:
        raise MalformedRequest(errors=errors)


def _misfits(condition: Condition, known: Vocabulary) -> Iterator[tuple[str, str, str]]:
    field = known.get(condition.field)
    if field is None:
        yield "field", "there is no such field", "没有这个字段"
    elif condition.op not in OPERATORS[field.kind]:
        yield "op", f"does not go with {field.kind}", "运算符与字段类型不符"
    elif not _fits(condition.value, field, is_several=condition.op in OF_SEVERAL):
        yield "value", "of another kind", "取值与字段不符"


def _fits(value: Any, field: Known, *, is_several: bool) -> bool:
    if isinstance(value, list) != is_several:
        return False
    return all(_fits_one(one, field) for one in (value if is_several else [value]))


def _fits_one(value: Any, field: Known) -> bool:
    if field.kind == "flag":
        return isinstance(value, bool)
    if field.kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if not isinstance(value, str):
        return False
    if field.kind == "day":
        return _is_day(value)
    return field.values is None or value in field.values


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _holds(condition: Condition, fact: Any) -> bool:
    return bool(HOLDS[condition.op](fact, condition.value))


def _asked(condition: Condition, field: Known) -> str:
    if field.otherwise:
        return f"须{_flag(condition.value == (condition.op == 'is'), field)}"
    return f"{field.zh}{IN_WORDS[condition.op]}{_said(condition.value, field)}"


def _flag(is_so: Any, field: Known) -> str:
    return field.zh if is_so else field.otherwise


def _said(value: Any, field: Known) -> str:
    if isinstance(value, bool):
        return YES_OR_NO[value]
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(_said(one, field) for one in value) or "无"
    return (field.values or {}).get(str(value), str(value))
