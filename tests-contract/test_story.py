"""One real thing carried through every service, over real HTTP, on the durable log and on Kafka."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

Patience = Callable[..., Any]
RENT, FREIGHT = "331002-gjj-29", "331002-jt-51"
FREIGHT_FORM = {"business_name": "海丰货运", "scope": "道路普通货物运输", "vehicles": 2}


def hits(browser: Any, query: str) -> list[str]:
    answer = browser.get(f"/catalog/v1/search?q={query}&region=331002")
    return [hit["item"]["item_id"] for hit in answer.json()["hits"]]


def test_a_finds_files_is_approved_and_carries_a_document_away(city: Any, patience: Patience) -> None:
    lin = city.resident("lin-xiao")

    assert RENT in hits(lin, "公鸡金租房")[:3]
    guide = lin.get(f"/catalog/v1/items/{RENT}").json()
    assert guide["guide"]["materials"]
    form = patience(lambda: (answer := lin.get(f"/filing/v1/items/{RENT}/form")).is_success and answer.json())
    assert form["prefilled"]["name"] == "*晓"

    began = time.monotonic()
    receipt = lin.apply()
    document = lin.get(f"/filing/v1/cases/{receipt['id']}/document")
    took = time.monotonic() - began

    assert receipt["state"] == "approved"
    assert document.content.startswith(b"%PDF")
    assert took < 3
    given = lin.post(f"/filing/v1/cases/{receipt['id']}/evaluation", {"level": "very_satisfied"})
    assert given.status_code == 201


def test_anybody_can_check_the_document_and_one_altered_byte_is_found(city: Any) -> None:
    lin, stranger = city.resident("lin-xiao"), city.browser()
    receipt = lin.apply()
    pdf = lin.get(f"/filing/v1/cases/{receipt['id']}/document").content
    path = f"/api/filing/v1/verify/{receipt['document_code']}"

    genuine = stranger.send("POST", path, content=pdf, headers={"content-type": "application/pdf"}).json()
    altered = stranger.send("POST", path, content=pdf[:-9] + b"X" + pdf[-8:]).json()
    progress = stranger.post(
        "/filing/v1/progress", {"number": receipt["number"], "password": receipt["password"]}
    )

    assert (genuine["is_genuine"], altered["verdict"]) == (True, "altered")
    assert progress.json()["state"] == "approved"


def test_b_owns_a_flat_and_a_clerk_decides_while_the_page_stays_open(city: Any, patience: Patience) -> None:
    chen, li = city.resident("chen-bo"), city.staff("clerk-jiaojiang")
    case = chen.apply()
    assert "有住房" in case["remark"]
    path = f"/filing/v1/operator/cases/{case['id']}"

    seen = li.get(path).json()
    assert seen["decisions"][0]["snapshot"]["flats"] == 1
    assert seen["decisions"][0]["rule"] == "rent-withdrawal@1"
    early = li.post(f"{path}/decide", {"outcome": "approve", "remark": "同意"})
    assert (early.status_code, early.json()["type"].rpartition("/")[2]) == (409, "wrong-state")
    for act in ("take", "accept"):
        assert li.post(f"{path}/{act}").status_code == 200
    decided = li.post(f"{path}/decide", {"outcome": "refuse", "remark": "本市有自有住房，不符合条件"})
    assert decided.json()["state"] == "refused"
    mine = chen.get(f"/filing/v1/cases/{case['id']}").json()
    assert (mine["state"], mine["remark"]) == ("refused", "本市有自有住房，不符合条件")


def test_c_goes_to_a_person_with_the_silent_source_named(city: Any) -> None:
    city.source("property", off=True)
    try:
        case = city.resident("wang-chun").apply()
    finally:
        city.source("property", off=False)

    assert case["state"] == "submitted"
    assert "不动产登记" in case["remark"]


def test_d_is_told_that_the_level_is_too_low(city: Any) -> None:
    deng = city.resident("deng-dan")

    me = deng.get("/gateway/v1/me").json()
    refused = deng.post("/filing/v1/cases", {"item_id": RENT, "form": {}})

    assert me["level"] == 1
    assert refused.status_code == 403
    assert refused.json()["upgrade"].startswith("/api/gateway/v1/sso/")


def test_e_is_shown_the_elder_pages(city: Any) -> None:
    assert city.resident("ye-laotai").get("/gateway/v1/me").json()["ui_style"] == "elder"


def test_f_finds_nothing_of_a_by_any_path(city: Any) -> None:
    lin, fang = city.resident("lin-xiao"), city.resident("fang-fei")
    case = lin.apply()

    answers = [
        fang.get(f"/filing/v1/cases/{case['id']}"),
        fang.get(f"/filing/v1/cases/{case['id']}/document"),
        fang.post(f"/filing/v1/cases/{case['id']}/evaluation", {"level": "satisfied"}),
        fang.post("/filing/v1/progress", {"number": case["number"], "password": "000000"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4


def test_wenling_sees_nothing_of_jiaojiang(city: Any) -> None:
    case = city.resident("chen-bo").apply()
    wang = city.staff("clerk-wenling")
    path = f"/filing/v1/operator/cases/{case['id']}"

    listed = {one["id"] for one in wang.get("/filing/v1/operator/cases?limit=200").json()["items"]}
    assert case["id"] not in listed
    assert wang.get(path).status_code == 404
    assert wang.post(f"{path}/take").status_code == 404


def test_somebody_without_grants_may_do_nothing(city: Any) -> None:
    zhou = city.staff("no-grants")

    assert zhou.get("/gateway/v1/me").json()["permissions"] == {}
    assert zhou.get("/filing/v1/operator/cases").status_code == 403


def test_the_legal_clock_of_a_licence_runs_from_30_april_to_1_june(city: Any) -> None:
    lin, li = city.resident("lin-xiao"), city.staff("clerk-jiaojiang")
    city.set_clock(datetime(2026, 4, 30, 1, 0, tzinfo=UTC))
    try:
        case = lin.apply(FREIGHT, FREIGHT_FORM)
        path = f"/filing/v1/operator/cases/{case['id']}"
        said = {"remark": "请补充车辆行驶证复印件"}
        assert li.post(f"{path}/ask-correction", said).status_code == 200
        assert lin.post(f"/filing/v1/cases/{case['id']}/correct", {"form": FREIGHT_FORM}).status_code == 200
        twice = li.post(f"{path}/ask-correction", said)
        accepted = li.post(f"{path}/accept").json()
    finally:
        city.set_clock(None)

    assert twice.json()["type"].endswith("/correction-only-once")
    assert accepted["legal_due_on"] == "2026-06-01"


def test_a_withdrawn_item_is_lost_by_search_bot_and_filing_within_two_seconds(
    city: Any, patience: Patience
) -> None:
    chen, lin = city.staff("city-admin"), city.resident("lin-xiao")
    item = "331003-gjj-29"  # 黄岩: the other tests need 椒江
    ask = {"text": "租房提公积金要什么材料", "region": "331003"}
    patience(lambda: lin.post("/helpdesk/v1/questions", ask).json()["outcome"] == "answered", within=10)
    version = lin.get(f"/catalog/v1/items/{item}").headers["etag"]

    withdrawn = chen.post(f"/catalog/v1/items/{item}/withdraw", headers={"if-match": version})
    assert withdrawn.status_code == 200, withdrawn.text
    found = lin.get("/catalog/v1/search?q=租房提公积金&region=331003").json()["hits"]
    assert item not in {hit["item"]["item_id"] for hit in found}
    patience(lambda: lin.post("/helpdesk/v1/questions", ask).json()["outcome"] == "person")
    patience(lambda: lin.get(f"/filing/v1/items/{item}/form").status_code == 409)
    tasks = patience(lambda: chen.get("/helpdesk/v1/operator/tasks").json()["items"])
    assert tasks[0]["subject"] == item

    back = chen.post(f"/catalog/v1/items/{item}/publish", headers={"if-match": withdrawn_tag(withdrawn)})
    assert back.status_code == 200
    patience(lambda: lin.post("/helpdesk/v1/questions", ask).json()["outcome"] == "answered")


def withdrawn_tag(answer: httpx.Response) -> str:
    return f'"{answer.json()["version"]}"'


def test_a_foreign_question_is_handed_to_a_person_who_answers(city: Any) -> None:
    lin, li = city.resident("lin-xiao"), city.staff("clerk-jiaojiang")

    refused = lin.post("/helpdesk/v1/questions", {"text": "今天天气怎么样"}).json()
    asked = lin.post("/helpdesk/v1/handovers", {"text": "我的情况比较特殊，怎么办？"}).json()
    li.post(f"/helpdesk/v1/operator/handovers/{asked['id']}/answer", {"text": "请携带证明到窗口办理"})
    mine = lin.get("/helpdesk/v1/handovers").json()["items"]

    assert refused["outcome"] == "person"
    assert next(one["answer"] for one in mine if one["id"] == asked["id"]) == "请携带证明到窗口办理"


def test_signing_out_ends_everything_within_a_second(city: Any, patience: Patience) -> None:
    lin = city.resident("lin-xiao")
    lin.post("/gateway/v1/sso/logout")

    patience(lambda: lin.get("/filing/v1/cases").status_code == 401, within=1)


def test_a_service_reached_directly_believes_no_header(city: Any) -> None:
    claims = {"x-user-id": "admin", "x-auth-user": "admin", "x-forwarded-user": "admin"}

    for name in ("svc-catalog", "svc-filing", "svc-helpdesk", "svc-hallmetrics", "svc-map", "gateway"):
        answer = httpx.get(f"{city.suite.url(name)}/v1/operator/cases", headers=claims)
        assert answer.status_code == 401, name


def test_the_map_says_where_to_go_and_why_not_elsewhere(city: Any, patience: Patience) -> None:
    lin = city.browser()
    path = "/map/v1/nearest?item=gjj-29&lng=121.4427&lat=28.6735&limit=100"

    def at(moment: str) -> dict[str, Any]:
        answer = lin.get(f"{path}&at={moment}%2B08:00")
        return {one["id"]: one for one in answer.json()["candidates"]}

    patience(lambda: at("2026-11-24T10:00:00")["site-02"]["is_fit"], within=15)
    noon = at("2026-11-24T12:30:00")
    holiday = at("2026-10-01T10:00:00")

    assert [reason["code"] for reason in noon["site-02"]["why_not"]] == ["lunch_break"]
    assert [reason["code"] for reason in holiday["site-02"]["why_not"]] == ["holiday"]
    assert all(one["is_fit"] or one["why_not"] for one in noon.values())


def test_a_halls_waits_are_shown_by_hour_down_to_the_tickets(city: Any) -> None:
    chen, wang = city.staff("city-admin"), city.staff("clerk-wenling")
    halls = {hall["hall_id"]: hall for hall in chen.get("/hallmetrics/v1/halls").json()["items"]}
    yesterday = (datetime.now(UTC) + timedelta(hours=8) - timedelta(days=1)).date()
    path = "/hallmetrics/v1/halls/site-02"

    day = chen.get(f"{path}/waits?day={yesterday}").json()
    busiest = max(day["hours"], key=lambda hour: hour["n"])
    tickets = chen.get(f"{path}/tickets?day={yesterday}&hour={busiest['hour']}&limit=200").json()["items"]

    assert {"site-01", "site-02"} <= set(halls)
    assert sum(hour["taken"] for hour in day["hours"]) >= 1000
    assert len(tickets) == busiest["taken"]
    assert wang.get(f"{path}/waits?day={yesterday}").status_code == 404
