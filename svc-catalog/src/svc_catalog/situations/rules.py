"""What is true of situations whatever the database and the network do."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from math import prod

from servicekit.problems import MalformedRequest
from svc_catalog.items.rules import handling_items, length
from svc_catalog.items.types import Guide, HandlingItem, Limit
from svc_catalog.situations.types import Answers, Finding, Resolved, Situation, Situations

#: So many combinations are tried one by one, which proves the set; more nobody would read.
MOST_COMBINATIONS = 4096


def only_default(guide: Guide) -> Situations:
    """Return the situations of an item that asks nothing: one, with all materials."""
    codes = [material.code for material in guide.materials]
    return Situations(
        questions=[], situations=[Situation(code="default", name="通用", is_default=True, materials=codes)]
    )


def findings(wish: Situations, guide: Guide, legal_limit: Limit | None) -> list[Finding]:
    """Return the rules that situations break; none: every combination leads to exactly one."""
    found = [
        *_codes(wish),
        *_conditions(wish),
        *_materials(wish, guide),
        *_limits(wish, legal_limit),
        *(
            Finding("handling-answer", "#/questions", one.detail, one.zh)
            for one in handling_findings(wish, guide)
        ),
    ]
    return found or list(_combinations(wish))


def matching(wish: Situations, answers: Answers) -> list[Situation]:
    """Return the situations that hold and say most; the default when nothing else holds."""
    holding = [one for one in wish.situations if one.when and one.when.items() <= answers.items()]
    most = max((len(one.when) for one in holding), default=0)
    best = [one for one in holding if len(one.when) == most]
    return best or [one for one in wish.situations if one.is_default]


def handling_findings(wish: Situations, guide: Guide) -> Iterator[Finding]:
    """Yield the answers that handling items of a guide name and nobody can give; pointers are the guide's."""
    asked = options_of(wish)
    for place, one in enumerate(guide.handling_items):
        for question, option in one.answers.items():
            if option not in asked.get(question, set()):
                yield Finding(
                    "handling-answer",
                    f"/handling_items/{place}/answers",
                    f"{one.number}: {question}={option} is no answer to any question",
                    f"办理项 {one.number} 对应的回答“{question}={option}”不在情形设置中",
                )


def handling_item(name: str, answers: Answers, guide: Guide) -> HandlingItem:
    """Return under which handling item a case with these answers is counted; `name` is the item's."""
    known = handling_items(guide, name)
    holding = [one for one in known if one.answers and one.answers.items() <= answers.items()]
    if holding:
        return max(holding, key=lambda one: len(one.answers))
    return next((one for one in known if one.is_default), known[0])


def resolve(wish: Situations, answers: Answers, guide: Guide, name: str) -> Resolved:
    """Return what one combination of answers asks for; `name` is the item's.

    Raises:
        MalformedRequest: a question is not answered, or not with one of its options.

    """
    check_answers(wish, answers)
    situation = matching(wish, answers)[0]
    named = set(situation.materials)
    return Resolved(
        situation=situation,
        handling_item=handling_item(name, answers, guide),
        answers=[
            (question, option)
            for question in wish.questions
            for option in question.options
            if option.code == answers[question.code]
        ],
        materials=[material for material in guide.materials if material.code in named],
        fees=guide.fees if situation.fees is None else situation.fees,
        limit=situation.limit or guide.promised_limit,
        unknown=sorted(named - {material.code for material in guide.materials}),
    )


def options_of(wish: Situations) -> dict[str, set[str]]:
    """Return the options of every question by its code."""
    return {question.code: {option.code for option in question.options} for question in wish.questions}


def check_answers(wish: Situations, answers: Answers) -> None:
    """Refuse answers that leave a question open, or answer what nobody asked.

    Raises:
        MalformedRequest: with every question that is wrong.

    """
    asked = options_of(wish)
    wrong = []
    for code in asked.keys() | answers.keys():
        if code not in asked:
            wrong.append(("#/answers", "answers what is not asked", "回答了没有提出的问题"))
        elif code not in answers:
            wrong.append((f"#/answers/{code}", "is not answered", "请回答此问题"))
        elif answers[code] not in asked[code]:
            wrong.append((f"#/answers/{code}", "is none of the options", "不在可选范围内"))
    if wrong:
        errors = [{"pointer": pointer, "detail": detail, "zh": zh} for pointer, detail, zh in sorted(wrong)]
        raise MalformedRequest(errors=errors)


def _codes(wish: Situations) -> Iterator[Finding]:
    places = [("questions", [question.code for question in wish.questions])]
    places += [("situations", [situation.code for situation in wish.situations])]
    for place, question in enumerate(wish.questions):
        places.append((f"questions/{place}/options", [option.code for option in question.options]))
    for where, codes in places:
        for place in _twice(codes):
            yield Finding("twice", f"#/{where}/{place}/code", "stands there twice", "代码重复")
    defaults = [place for place, one in enumerate(wish.situations) if one.is_default]
    if len(defaults) != 1:
        where = f"#/situations/{defaults[1]}/is_default" if defaults else "#/situations"
        yield Finding("one-default", where, "exactly one is the default", "应有且仅有一个默认情形")


def _twice(codes: Iterable[str]) -> Iterator[int]:
    seen: Counter[str] = Counter()
    for place, code in enumerate(codes):
        seen[code] += 1
        if seen[code] > 1:
            yield place


def _conditions(wish: Situations) -> Iterator[Finding]:
    asked = options_of(wish)
    for place, situation in enumerate(wish.situations):
        for question, option in situation.when.items():
            if option not in asked.get(question, set()):
                where = f"#/situations/{place}/when/{question}"
                yield Finding("unknown-answer", where, "is no answer to any question", "没有这个问题或选项")
        if not situation.when and not situation.is_default:
            where = f"#/situations/{place}/when"
            yield Finding("never", where, "holds with no answer", "非默认情形应写明条件")


def _materials(wish: Situations, guide: Guide) -> Iterator[Finding]:
    known = [material.code for material in guide.materials]
    for place, situation in enumerate(wish.situations):
        for index, code in enumerate(situation.materials):
            if code not in known:
                where = f"#/situations/{place}/materials/{index}"
                yield Finding("unknown-material", where, "the guide has no such material", "指南中无此材料")
    named = {code for situation in wish.situations for code in situation.materials}
    for code in known:
        if code not in named:
            yield Finding(
                "material-in-no-situation",
                "#/situations",
                f"no situation asks for {code}",
                f"没有情形需要材料“{next(one.name for one in guide.materials if one.code == code)}”",
            )


def _limits(wish: Situations, legal_limit: Limit | None) -> Iterator[Finding]:
    for place, situation in enumerate(wish.situations):
        if legal_limit and situation.limit and length(situation.limit) > length(legal_limit):
            where = f"#/situations/{place}/limit"
            yield Finding(
                "promise-beyond-law",
                where,
                "the promise is longer than the law's limit",
                "承诺时限不得长于法定时限",
            )


def _combinations(wish: Situations) -> Iterator[Finding]:
    if prod(len(question.options) for question in wish.questions) > MOST_COMBINATIONS:
        yield Finding("too-many", "#/questions", "nobody would answer so many", "问题组合过多")
        return
    codes = [question.code for question in wish.questions]
    reached: set[str] = set()
    for options in product(*([option.code for option in question.options] for question in wish.questions)):
        found = matching(wish, dict(zip(codes, options, strict=True)))
        reached |= {situation.code for situation in found}
        if len(found) > 1:
            names = "、".join(situation.name for situation in found)
            where = f"#/situations/{wish.situations.index(found[1])}/when"
            yield Finding(
                "ambiguous", where, f"{options} lead to several", f"同一组回答对应多个情形：{names}"
            )
            return
    for place, situation in enumerate(wish.situations):
        if situation.code not in reached and not situation.is_default:
            where = f"#/situations/{place}/when"
            yield Finding("unreachable", where, "no answers lead here", "没有任何回答对应此情形")
