"""What is true of items whatever the database and the network do."""

import re
from collections.abc import Iterator
from typing import Any

from servicekit.identifiers import credit_code_check, organisation_check
from svc_catalog.items.errors import WrongState
from svc_catalog.items.types import Basics, Codes, Finding, Guide, HandlingItem, Limit, State

#: From which states an act leads where.
TRANSITIONS: dict[str, dict[State, State]] = {
    "withdraw": {State.PUBLISHED: State.WITHDRAWN, State.SUSPENDED: State.WITHDRAWN},
    "suspend": {State.PUBLISHED: State.SUSPENDED},
    "publish": {
        State.WITHDRAWN: State.PUBLISHED,
        State.SUSPENDED: State.PUBLISHED,
        State.DRAFT: State.PUBLISHED,
    },
}
LICENCE = "01"  # 行政许可, GB/T 39046-2020 A.1
ZHEJIANG = "33"
#: 18 credit code, 1 level, 12 basic code (the layout that live data keeps, GB/T 39554.1).
TASK_CODE = re.compile(r"^[0-9A-HJ-NPQRTUWXY]{18}[1-7]\d{12}$")
BASIC_CODE = re.compile(r"^\d{12}$")
#: The scheme by which a code is a task code; others are not taken apart.
NATIONAL_SCHEME = "gb39554-31"
NO_SUB_ITEM = "000"
FIRST = "01"
#: How Zhejiang's codes begin (权力基本码), by item type.
ZJ_PREFIX = {"01": "许可", "05": "给付", "07": "确认", "10": "其他", "20": "公共服务"}
#: First two characters of a credit code (GB 32100-2015), by kind of body.
BODY_PREFIX = {"机关": "11", "事业单位": "12", "群团": "13", "企业": "91"}
#: What a result's name ends with, and the step that then hands it out.
LAST_STEP = {"证": "出证办结", "文": "出文办结", "批复": "审批办结"}
LICENCE_STEPS = ("受理", "审核", "审批", "办结", "送达")
WHOLLY_ONLINE = 4
#: What nobody may be left to guess, with its name.
NEEDED = {
    "accept_condition": "受理条件", "legal_basis": "设定依据", "steps": "办理流程",
    "handle_forms": "办理形式", "result_name": "结果名称", "place": "办理地点", "hours": "办理时间",
}  # fmt: skip
PHONE = re.compile(r"^0\d{2,3}-\d{3,8}$")
#: Guides are told as text; a page that showed markup as such could be made to run something.
MARKUP = re.compile(r"</?[a-zA-Z!]")
HOURS = {"MINUTE": 1 / 60, "HOUR": 1, "WORKDAY": 24, "DAY": 24, "MONTH": 24 * 30, "YEAR": 24 * 365}


def next_state(state: State, act: str) -> State:
    """Return where an act leads.

    Raises:
        WrongState: it is not allowed now; what is allowed stands in `allowed`.

    """
    found = TRANSITIONS[act].get(state)
    if found is None:
        raise WrongState(state=state, allowed=allowed(state))
    return found


def allowed(state: State) -> list[str]:
    """Return what may be done in a state."""
    return [act for act, ways in TRANSITIONS.items() if state in ways]


def body_code(region_code: str, kind: str, serial: int) -> str:
    """Return a synthetic credit code of an implementing body; both check characters are right.

    `TEYT` marks it as made up. 市本级 has no code of GB/T 2260: its bodies carry the prefecture's.
    """
    region = region_code[:4] + "00" if region_code[4:6] == "01" else region_code[:6]
    organisation = f"MBTEYT{serial:02d}"
    first = f"{BODY_PREFIX[kind]}{region}{organisation}{organisation_check(organisation)}"
    return first + credit_code_check(first)


def basic_code(item_type: str, main: int, sub: int = 0) -> str:
    """Return a 12-digit basic code: province, type, main item 5, sub-item 3 (000: none)."""
    return f"{ZHEJIANG}{item_type}{main:05d}{sub:03d}"


def main_item(basic: str) -> str:
    """Return the number of the main item (主项) in a basic code; empty: the code is not known."""
    return basic[4:9]


def sub_item(basic: str) -> str:
    """Return the number of the sub-item (子项) in a basic code; 000: it is a main item."""
    return basic[9:12]


def is_sub_item(basic: str) -> bool:
    """Tell whether a basic code is that of a sub-item."""
    return sub_item(basic) not in {"", NO_SUB_ITEM}


def codes(national_code: str, scheme: str) -> Codes | None:
    """Return what a national code says; `None` where it was built by another scheme."""
    if scheme != NATIONAL_SCHEME or not TASK_CODE.match(national_code):
        return None
    return Codes(body=national_code[:18], use_level=national_code[18], basic=national_code[19:])


def handling_items(guide: Guide | None, name: str) -> list[HandlingItem]:
    """Return how an item is handled: what its guide lists, or one way that has the item's own name."""
    return (guide.handling_items if guide else []) or [HandlingItem(number=FIRST, name=name, is_default=True)]


def handling_code(national_code: str, scheme: str, number: str) -> str | None:
    """Return the 33 characters of a 业务办理项编码; `None` where the item's own code has another scheme."""
    return f"{national_code}{number}" if codes(national_code, scheme) else None


def task_code(body: str, level: str, basic: str) -> str:
    """Return a 31-character implementation code: body 18, level of exercise 1 (A.2), basic code 12."""
    return f"{body}{level}{basic}"


def zj_code(basic: str) -> str:
    """Return a code as Zhejiang gives them (权力基本码): word of the type, main item 5, sub-item 3."""
    return f"{ZJ_PREFIX[basic[2:4]]}-{main_item(basic)}-{sub_item(basic)}"


def findings(basics: Basics, guide: Guide) -> list[Finding]:
    """Return the rules of quality that a guide breaks (rules of a Zhejiang validator, in our words)."""
    checks = (_text, _time, _result, _presence, _fees, _contacts, _materials, _handling, _licence)
    return [Finding(*broken) for check in checks for broken in check(basics, guide)]


#: Code, pointer, detail and the words for people.
Broken = Iterator[tuple[str, str, str, str]]


def _text(_basics: Basics, guide: Guide) -> Broken:
    for element, name in NEEDED.items():
        if not getattr(guide, element):
            yield "missing", f"/{element}", "nobody may be left to guess this", f"应填写{name}"
    for pointer, text in _texts("", guide.model_dump()):
        if MARKUP.search(text):
            yield "markup", pointer, "guides are told as text, without markup", "不得含有网页标记"


def _texts(pointer: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield every text of a content with its place."""
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(f"{pointer}/{key}", part)


def _time(basics: Basics, guide: Guide) -> Broken:
    is_instant = basics.case_type == "instant"
    if is_instant != (guide.promised_limit.amount == 0):
        yield (
            "instant",
            "/promised_limit",
            "what is done at once, and only that, is promised at once",
            "即办件应承诺即办，承诺件应写明承诺时限",
        )
    wanted = "即审即办" if is_instant else "前审后批"
    if guide.review_mode != wanted:
        yield (
            "review-mode",
            "/review_mode",
            "the way of review fits the kind of case",
            f"审查方式应为{wanted}",
        )
    if basics.legal_limit and length(guide.promised_limit) > length(Limit(**basics.legal_limit)):
        yield (
            "promise-beyond-law",
            "/promised_limit",
            "the promise is longer than the law's limit",
            "承诺时限不得长于法定时限",
        )


def _result(_basics: Basics, guide: Guide) -> Broken:
    for ending, step in LAST_STEP.items():
        if guide.result_name.endswith(ending) and step not in guide.steps:
            detail = "the result is handed out in no step"
            yield "last-step", "/steps", detail, f"结果为“{ending}”的，流程应有“{step}”"
    if guide.result_name and not guide.result_sample:
        yield (
            "result-sample",
            "/result_sample",
            "people see what the result looks like",
            "有结果的应有结果样本",
        )


def _presence(_basics: Basics, guide: Guide) -> Broken:
    if (guide.scene_count == 0) != (guide.scene_reason == "无") or not guide.scene_reason:
        yield (
            "scene-reason",
            "/scene_reason",
            "say why one must come, and only then",
            "须到现场的应写明原因，否则写“无”",
        )
    if guide.scene_count == 0 and not guide.is_online and "快递" not in guide.handle_forms:
        yield (
            "no-way-in",
            "/handle_forms",
            "neither online nor by post, and yet nobody need come",
            "零跑动的应可网办或邮寄申请",
        )
    if guide.online_depth == WHOLLY_ONLINE and guide.scene_count:
        yield (
            "depth",
            "/online_depth",
            "what is done wholly online needs no visit",
            "全程网办的到现场次数应为零",
        )


def _fees(_basics: Basics, guide: Guide) -> Broken:
    if bool(guide.fees) != bool(guide.fee_basis):
        yield "fee-basis", "/fee_basis", "fees and their basis go together", "收费的应写明依据，不收费的不写"
    if guide.is_paid_online and not guide.fees:
        yield "fee-online", "/is_paid_online", "nothing is to be paid online", "不收费的不支持网上支付"
    for place, fee in enumerate(guide.fees):
        if not fee.name or not fee.standard:
            yield "fee-items", f"/fees/{place}", "a fee has a name and a standard", "收费项目应有名称和标准"


def _contacts(basics: Basics, guide: Guide) -> Broken:
    phones = (guide.consult_phone, guide.complaint_phone)
    pointers = ("/consult_phone", "/complaint_phone")
    wrong = [at for at, phone in zip(pointers, phones, strict=True) if not PHONE.match(phone)]
    if phones[0] == phones[1]:
        wrong = ["/complaint_phone"]
    for pointer in wrong:
        detail = "two different telephones with area codes are needed"
        yield "phones", pointer, detail, "咨询与投诉电话应不同并带区号"
    for audience, theme in (("1", basics.person_theme), ("2", basics.corporate_theme)):
        if (audience in basics.audiences) != (theme is not None):
            yield "themes", "", "themes fit the audiences", "服务主题应与服务对象一致"


def _materials(_basics: Basics, guide: Guide) -> Broken:
    seen: set[str] = set()
    for place, one in enumerate(guide.materials):
        if not one.code or not one.name or one.code in seen:
            detail = "each material has a name, and a code of its own"
            yield "material-code", f"/materials/{place}", detail, "材料应有名称和不重复的编码"
        seen.add(one.code)
        if one.source == "government" and not one.issuer:
            detail = "who issues it must be said"
            yield "material-issuer", f"/materials/{place}", detail, "政府部门核发的材料应写明出具机构"


def _handling(_basics: Basics, guide: Guide) -> Broken:
    seen: set[str] = set()
    for place, one in enumerate(guide.handling_items):
        if not one.name or one.number == "00" or one.number in seen:
            detail = "each handling item has a name, and a number of its own from 01 on"
            yield "handling-number", f"/handling_items/{place}", detail, "办理项应有名称和不重复的两位序号"
        seen.add(one.number)
    if guide.handling_items and sum(one.is_default for one in guide.handling_items) != 1:
        detail = "exactly one handling item is the default"
        yield "handling-default", "/handling_items", detail, "应有且仅有一个默认办理项"


def _licence(basics: Basics, guide: Guide) -> Broken:
    if basics.item_type != LICENCE:
        return
    missing = [name for name in LICENCE_STEPS if not any(name in step for step in guide.steps)]
    if missing:
        detail = "a licence is accepted, examined, decided, finished and delivered"
        yield "licence-steps", "/steps", detail, f"行政许可的流程缺少：{'、'.join(missing)}"
    if not guide.faq:
        yield "licence-faq", "/faq", "a licence answers at least one question", "行政许可应有常见问题"


def length(limit: Limit) -> float:
    """Return about how many hours a time limit lasts; good for comparing limits of one item."""
    return limit.amount * HOURS[limit.unit]
