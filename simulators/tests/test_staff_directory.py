"""The directory: signatures, pages, people who come and go."""

import json
from collections import Counter
from typing import Any
from urllib.parse import quote

import pytest

from simulators.testing import Staff

TENANT = ("tenantId", "1")
POSITIONS = "/mozi/organization/pageOrganizationEmployeePositions"
SEARCH = "/mozi/fusion/pageSearchEmployee"


async def pages(workplace: Staff, path: str, *given: tuple[str, str], size: int = 100) -> list[list[Any]]:
    """Read all pages, as an integrator does: until one is not full."""
    read: list[list[Any]] = []
    while not read or len(read[-1]) == size:
        paging = (("pageNo", str(len(read) + 1)), ("pageSize", str(size)), ("returnTotalSize", "true"))
        read.append((await workplace.content(path, TENANT, *given, *paging))["data"])
    return read


async def everybody(workplace: Staff) -> list[dict[str, Any]]:
    found = await pages(workplace, SEARCH, ("cascadeOrganizationCode", "GO_tz"))
    return [row for page in found for row in page]


async def test_more_than_320_people_in_three_levels(workplace: Staff) -> None:
    roots = (await workplace.content("/auth/scopesV2", TENANT))["deptVisibleScopes"]
    children = "/mozi/organization/pageSubOrganizationCodes"
    centres = (await pages(workplace, children, ("organizationCode", "GO_tz")))[0]
    windows = [(await pages(workplace, children, ("organizationCode", one)))[0] for one in centres]
    people = await everybody(workplace)

    assert roots == ["GO_tz"]
    assert (len(centres), {len(one) for one in windows}) == (10, {8})
    assert len(people) >= 320
    assert Counter(one["status"] for one in people)["F"] >= 5
    assert len({one["employeeCode"] for one in people}) == len(people)
    assert {"GE_tz_admin", "GE_tz_reviewer", "GE_jj_clerk", "GE_wl_clerk", "GE_no_grants"} < {
        one["employeeCode"] for one in people
    }


async def test_the_directory_is_the_same_at_every_start(workplace: Staff) -> None:
    before = await everybody(workplace)
    await workplace.http.patch("/_sim/employees/GE_tz00007", json={"vanished": True})
    assert await everybody(workplace) != before

    await workplace.http.post("/_sim/reset")

    assert await everybody(workplace) == before


async def test_pages_hold_20_by_default_and_100_at_most(workplace: Staff) -> None:
    hall = (TENANT, ("organizationCode", "GO_tz_331001_general"))
    default = await workplace.content(POSITIONS, *hall)
    full = await workplace.content(POSITIONS, *hall, ("pageSize", "100"), ("returnTotalSize", "true"))
    rest = await workplace.content(POSITIONS, *hall, ("pageSize", "100"), ("pageNo", "2"))
    beyond = await workplace.content(POSITIONS, *hall, ("pageSize", "100"), ("pageNo", "9"))
    too_long = await workplace.content(POSITIONS, *hall, ("pageSize", "101"))

    assert (len(default["data"]), default["pageSize"], default["currentPage"]) == (20, 20, 1)
    assert "totalSize" not in default
    assert (len(full["data"]), full["totalSize"]) == (100, 100 + len(rest["data"]))
    assert len(rest["data"]) > 10
    assert (beyond["success"], beyond["data"]) == (True, [])
    assert (too_long["success"], too_long["data"]) == (False, None)


async def test_a_person_may_hold_several_posts_and_one_is_the_main_one(workplace: Staff) -> None:
    path = "/mozi/employee/listEmployeePositionsByEmployeeCode"
    person = (TENANT, ("employeeCode", "GE_tz00011"))
    posts = (await workplace.content(path, *person))["data"]
    only_main = ("employeePositionType", "EMPLOYEE_POSITION_MAIN")
    main = (await workplace.content(path, *person, only_main))["data"]

    assert [post["mainJob"] for post in posts] == [True, False]
    assert main == posts[:1]
    listed = [
        row["employeeCode"]
        for post in posts
        for page in await pages(workplace, POSITIONS, ("organizationCode", post["organizationCode"]))
        for row in page
        if row["employeeCode"] == "GE_tz00011"
    ]
    assert listed == ["GE_tz00011", "GE_tz00011"]


async def test_organisations_say_where_they_are(workplace: Staff) -> None:
    codes = (("organizationCodes", "GO_tz_331002"), ("organizationCodes", "GO_tz_331002_fund"))
    path = "/mozi/organization/listOrganizationsByCodes"
    centre, window = (await workplace.content(path, TENANT, *codes))["data"]
    alone = await workplace.content(
        "/mozi/organization/getOrganizationByCode", TENANT, ("organizationCode", "GO_tz_331002")
    )

    assert alone["data"] == centre
    assert (centre["organizationName"], centre["divisionCode"]) == ("椒江区行政服务中心", "331002000000")
    assert (window["parentCode"], window["leaf"], centre["leaf"]) == ("GO_tz_331002", True, False)


async def test_lists_hold_a_hundred_codes_at_most(workplace: Staff) -> None:
    path = "/mozi/employee/listEmployeeAccountIds"
    hundred = [("employeeCodes", f"GE_tz{number:05d}") for number in range(1, 101)]
    fine = await workplace.content(path, TENANT, *hundred)
    refused = await workplace.content(path, TENANT, *hundred, ("employeeCodes", "GE_tz00101"))

    assert len({row["accountId"] for row in fine["data"]}) == 100
    assert refused["success"] is False


async def test_who_leaves_vanishes_and_is_hired_again(workplace: Staff) -> None:
    address, path = "/_sim/employees/GE_jj_clerk", "/mozi/employee/getEmployeeByCode"
    person = (TENANT, ("employeeCode", "GE_jj_clerk"))
    seen: list[Any] = []
    for change in ({"status": "F"}, {"vanished": True}, {"status": "A", "vanished": False}):
        await workplace.http.patch(address, json=change)
        data = (await workplace.content(path, *person))["data"]
        seen.append(data and data["status"])

    assert seen == ["F", None, "A"]


async def test_employee_status_narrows_a_page(workplace: Staff) -> None:
    place = (TENANT, ("organizationCode", "GO_tz_331002_general"))
    codes = "/mozi/organization/pageOrganizationEmployeeCodes"
    await workplace.http.patch("/_sim/employees/GE_jj_clerk", json={"status": "F"})
    left = (await workplace.content(codes, *place, ("employeeStatus", "F")))["data"]
    working = (await workplace.content(codes, *place, ("employeeStatus", "A")))["data"]
    both = (await workplace.content(codes, *place))["data"]

    assert "GE_jj_clerk" in left
    assert "GE_jj_clerk" not in working
    assert sorted(both) == sorted(left + working)


async def test_a_newcomer_and_a_move(workplace: Staff) -> None:
    newcomer = {"employeeCode": "GE_new", "employeeName": "新人", "organizationCode": "GO_tz_331081_fund"}
    created = await workplace.http.post("/_sim/employees", json=newcomer)
    again = await workplace.http.post("/_sim/employees", json=newcomer)
    await workplace.http.patch("/_sim/employees/GE_new", json={"organizationCode": "GO_tz_331082_fund"})
    nowhere = await workplace.http.patch("/_sim/employees/GE_new", json={"organizationCode": "GO_nowhere"})
    place = (TENANT, ("organizationCode", "GO_tz_331082_fund"))
    codes = (await workplace.content("/mozi/organization/pageOrganizationEmployeeCodes", *place))["data"]

    assert [created.status_code, again.status_code, nowhere.status_code] == [201, 409, 404]
    assert "GE_new" in codes


async def test_a_page_may_be_made_empty(workplace: Staff) -> None:
    await workplace.http.post("/_sim/faults", json={"empty_pages": ["GO_tz_331001"]})
    place = (TENANT, ("organizationCode", "GO_tz_331001"), ("returnTotalSize", "true"))
    empty = await workplace.content(POSITIONS, *place)
    below = await workplace.content("/mozi/organization/pageSubOrganizationCodes", *place)
    elsewhere = await workplace.content(POSITIONS, TENANT, ("organizationCode", "GO_tz_331002"))
    await workplace.http.delete("/_sim/faults")

    assert (empty["success"], empty["data"], empty["totalSize"], below["data"]) == (True, [], 0, [])
    assert elsewhere["data"]
    assert (await workplace.content(POSITIONS, *place))["data"]


async def test_a_share_of_the_people_may_go_missing(workplace: Staff) -> None:
    before = await everybody(workplace)
    await workplace.http.post("/_sim/faults", json={"drop_percent": 10})
    after = await everybody(workplace)
    again = await everybody(workplace)

    assert len(after) == len(before) - round(len(before) / 10)
    assert after == again


async def test_messages_are_kept(workplace: Staff) -> None:
    message = {"msgtype": "text", "text": {"content": "有 1 条待办"}}
    given = (TENANT, ("receiverIds", "30000002"), ("msg", json.dumps(message, ensure_ascii=False)))
    sent = await workplace.content("/message/workNotification", *given, ("bizMsgId", "b1"))
    kept = (await workplace.http.get("/_sim/messages")).json()
    await workplace.http.delete("/_sim/messages")

    assert [(one["msgId"], one["receiverIds"], one["msg"]) for one in kept] == [
        (sent["data"]["msgId"], ["30000002"], message)
    ]
    assert (await workplace.http.get("/_sim/messages")).json() == []


async def test_chinese_values_are_signed_raw(workplace: Staff) -> None:
    place = (TENANT, ("cascadeOrganizationCode", "GO_tz"), ("nameKeywords", "李敏"))
    raw = await workplace.content(SEARCH, *place)
    pairs = sorted((*place[:2], ("nameKeywords", quote("李敏"))))
    encoded = "&".join(f"{name}={value}" for name, value in pairs)
    headers = workplace.headers("POST", SEARCH, encoded)
    refused = await workplace.http.post(SEARCH, data=dict(place), headers=headers)

    assert "GE_jj_clerk" in [row["employeeCode"] for row in raw["data"]]
    assert (refused.status_code, refused.json()["Code"]) == (401, "InvalidSignature")


@pytest.mark.parametrize("zulu", [True, False], ids=["Z", "+08:00"])
async def test_both_ways_to_write_the_time(workplace: Staff, zulu: bool) -> None:
    assert (await workplace.post("/auth/scopesV2", TENANT, zulu=zulu)).status_code == 200


async def test_a_json_body_and_a_query_are_signed_like_a_form(workplace: Staff) -> None:
    path = "/mozi/employee/listEmployeesByCodes"
    signed = "employeeCodes=GE_jj_clerk&employeeCodes=GE_wl_clerk&tenantId=1"
    body = {"tenantId": 1, "employeeCodes": ["GE_wl_clerk", "GE_jj_clerk"]}
    by_json = await workplace.http.post(path, json=body, headers=workplace.headers("POST", path, signed))
    by_query = await workplace.http.get(f"{path}?{signed}", headers=workplace.headers("GET", path, signed))

    assert len(by_json.json()["content"]["data"]) == 2
    assert len(by_query.json()["content"]["data"]) == 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"secret": "guess"}, "InvalidSignature"),
        ({"seconds_ago": 700}, "InvalidTimestamp"),
        ({"seconds_ago": -700}, "InvalidTimestamp"),
        ({"nonce": ""}, "InvalidSignature"),
    ],
)
async def test_a_wrongly_signed_call_is_401(workplace: Staff, given: dict[str, Any], code: str) -> None:
    refused = await workplace.post("/auth/scopesV2", TENANT, **given)

    assert (refused.status_code, refused.json()["success"], refused.json()["Code"]) == (401, False, code)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"apiKey": "nobody"}, "InvalidApiKey"),
        ({"X-Hmac-Auth-Version": "2.0"}, "InvalidVersion"),
        ({"X-Hmac-Auth-Timestamp": "yesterday"}, "InvalidTimestamp"),
        ({"X-Hmac-Auth-Timestamp": "2026-01-01T08:00:00"}, "InvalidTimestamp"),
    ],
)
async def test_headers_are_checked(workplace: Staff, header: dict[str, str], code: str) -> None:
    headers = workplace.headers("GET", "/auth/scopesV2", "") | header

    assert (await workplace.http.get("/auth/scopesV2", headers=headers)).json()["Code"] == code


async def test_a_nonce_is_good_once(workplace: Staff) -> None:
    headers = workplace.headers("GET", "/auth/scopesV2", "")
    first = await workplace.http.get("/auth/scopesV2", headers=headers)
    second = await workplace.http.get("/auth/scopesV2", headers=headers)

    assert (first.status_code, second.status_code, second.json()["Code"]) == (200, 401, "NonceUsed")


async def test_another_tenant_is_refused(workplace: Staff) -> None:
    refused = await workplace.content("/auth/scopesV2", ("tenantId", "2"))

    assert (refused["success"], refused["responseCode"]) == (False, "403001")
