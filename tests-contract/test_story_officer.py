"""An officer writes a guide, others sign it; everybody hears of it, and it is found however one asks."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

Patience = Callable[..., Any]
AID = "331002-sf-67"
WAYS = [
    "法律援助申请",  # its name
    "法律援助",
    "法援",
    "法律援助在哪里办",
    "申请法律援助需要什么材料",
    "法律援助申請",  # traditional characters
    "法律元助",  # what an input method offers first
    "法率援助",
    "法律援住",
    "falvyuanzhu",  # syllables
    "fa lv yuan zhu",
    "falv援助",
    "flyz",  # initials
    "免费律师",  # what people call it
    "免費律師",
    "mianfei lvshi",
    "打官司没钱",
    "请绿师没钱",
    "没钱请律师怎么办",  # how people ask
    "政府会帮穷人请律师吗",
    "请律师太贵了有没有帮忙的",
    "我没有钱，能不能给我找个免费的律师？",
    "老板欠我工资，想打官司可是请不起律师",
]
MATERIAL = {"is_required": True, "kind": "原件", "format": "纸质或电子"}
GUIDE: dict[str, Any] = {
    "accept_condition": "因经济困难没有委托代理人，且申请事项属于法律援助范围的公民。",
    "legal_basis": "《中华人民共和国法律援助法》",
    "steps": ["受理", "审查", "指派", "出文办结"],
    "handle_forms": ["窗口", "网上"],
    "fees": [],
    "faq": [{"question": "外地户口能申请吗？", "answer": "可以，向义务机关所在地或事由发生地的机构申请。"}],
    "is_online": True,
    "online_depth": 2,
    "required_level": 2,
    "result_type": "批文",
    "result_name": "给予法律援助决定书",
    "result_sample": "给予法律援助决定书（示意样本，以实际核发为准）",
    "place": "椒江区公共法律服务中心（示意地址）",
    "hours": "工作日 08:30-12:00，14:00-17:30",
    "consult_phone": "0576-12348",
    "complaint_phone": "0576-12345",
    "promised_limit": {"amount": 3, "unit": "WORKDAY"},
    "review_mode": "前审后批",
    "scene_count": 1,
    "scene_reason": "须当面核对申请人身份",
    "materials": [
        MATERIAL | {"code": "id", "name": "居民身份证", "source": "government", "issuer": "公安机关"},
        MATERIAL | {"code": "case", "name": "与申请事项有关的案件材料", "source": "applicant"},
    ],
}


def acted(browser: Any, revision: dict[str, Any], act: str, body: Any = None) -> dict[str, Any]:
    answer = browser.post(f"/catalog/v1/operator/revisions/{revision['id']}/{act}", body)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def draft(officer: Any, guide: dict[str, Any]) -> dict[str, Any]:
    body = {"guide": guide, "reason": "首次编制办事指南"}
    answer = officer.send("PUT", f"/api/catalog/v1/operator/items/{AID}/draft", json=body)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def test_an_officers_guide_is_linted_signed_by_others_heard_everywhere_and_found_by_any_way_of_asking(
    city: Any, patience: Patience
) -> None:
    author, reviewer, publisher = map(city.staff, ("clerk-jiaojiang", "reviewer-jiaojiang", "city-admin"))
    resident = city.browser()
    assert resident.get(f"/catalog/v1/items/{AID}").json()["guide"] is None

    before = end_of_changes(resident)
    careless = draft(author, GUIDE | {"complaint_phone": GUIDE["consult_phone"]})
    refused = author.post(f"/catalog/v1/operator/revisions/{careless['id']}/submit")
    revision = draft(author, GUIDE)
    acted(author, revision, "submit")
    own = author.post(f"/catalog/v1/operator/revisions/{revision['id']}/approve")
    waiting = reviewer.get("/catalog/v1/operator/todos").json()["items"]
    acted(reviewer, revision, "approve", {"note": "已核对"})
    unread = resident.get(f"/catalog/v1/items/{AID}").json()["guide"]
    published = acted(publisher, revision, "approve")

    assert [one["pointer"] for one in careless["findings"]] == ["/complaint_phone"]
    assert (refused.status_code, refused.json()["findings"][0]["code"]) == (409, "phones")
    assert own.status_code in {403, 409}
    assert AID in [one["item_id"] for one in waiting]
    assert unread is None
    assert published["state"] == "published"
    # Answers are kept in memory until the event says that they are old.
    shown = patience(
        lambda: (one := resident.get(f"/catalog/v1/items/{AID}").json())["guide"] and one, within=20
    )
    assert shown["guide"]["materials"][0]["name"] == "居民身份证"
    for database in ("svc_filing", "svc_helpdesk"):
        copy = f"select source_version from items where item_id = '{AID}'"
        patience(lambda name=database, sql=copy: city.ask(name, sql)[0][0] == shown["version"], within=20)
    assert AID in changed_since(resident, before)
    lost = [way for way in WAYS if AID not in found(resident, way, patience)]
    assert lost == []


def test_the_policies_of_a_quarter_are_compiled_for_the_city_by_one_and_published_by_another(
    city: Any,
) -> None:
    chen, shen, anybody = city.staff("city-admin"), city.staff("reviewer-taizhou"), city.browser()
    policies = anybody.get("/catalog/v1/policies", params={"region": "331000"}).json()["items"]
    published_at = datetime.fromisoformat(policies[0]["published_at"]).astimezone(ZoneInfo("Asia/Shanghai"))
    issue = f"compilations/331000/{published_at.year}/{(published_at.month + 2) // 3}"
    path, title = f"/catalog/v1/operator/{issue}", "惠企政策季度汇编"

    made = chen.send("PUT", f"/api{path}", json={"title": title})
    unread = anybody.get(f"/catalog/v1/{issue}")
    headers = {"if-match": made.headers["etag"]}
    alone = chen.post(f"{path}/publish", headers=headers)
    signed = shen.post(f"{path}/publish", headers=headers)
    read = anybody.get(f"/catalog/v1/{issue}").json()

    assert made.status_code == 200, made.text
    assert unread.status_code == 404
    assert (alone.status_code, alone.json()["type"].rpartition("/")[2]) == (409, "second-person-needed")
    assert signed.status_code == 200, signed.text
    assert read["title"] == title
    assert {one["title"] for one in policies} <= {one["content"]["title"] for one in read["chapters"]}


def end_of_changes(browser: Any) -> str:
    """Return the cursor behind everything that has changed so far."""
    told = browser.get("/catalog/v1/changes?limit=200").json()
    while told["has_more"]:
        told = browser.get("/catalog/v1/changes", params={"since": told["next"], "limit": 200}).json()
    return str(told["next"])


def changed_since(browser: Any, cursor: str) -> list[str]:
    told = browser.get("/catalog/v1/changes", params={"since": cursor}).json()
    return [one["item_id"] for one in told["items"]]


def found(browser: Any, query: str, patience: Patience) -> list[str]:
    """Return the first three hits, asking as slowly as the door wants."""

    def ask() -> Any:
        answer = browser.get("/catalog/v1/search", params={"q": query, "region": "331002", "limit": 3})
        return answer if answer.status_code == 200 else None

    return [hit["item"]["item_id"] for hit in patience(ask, within=20).json()["hits"]]
