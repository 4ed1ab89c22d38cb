"""The library of items: pages in the order of changes, tombstones, and how it fails."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from simulators.testing import Sources

PAGE = "/gateway/api/001003001/dataSharing/powerMatters.htm"
PURPOSE = '{"powerMatters":"权力事项库","materialName":"基本目录","sponsorName":"三智"}'


async def page(items: Sources, since: object, **given: str) -> dict[str, Any]:
    secret = given.pop("secret", None) or (await items.secrets())["requestSecret"]
    parameters = items.parameters(secret, **({"since": str(since), "additional": PURPOSE} | given))
    answer = await items.http.post(PAGE, data=parameters)
    return dict(answer.json())


async def test_a_page_is_asked_for_letter_by_letter(items: Sources) -> None:
    time = str(int(datetime.now(UTC).timestamp() * 1000))
    sign = hashlib.md5(f"keyapp-secret{time}".encode()).hexdigest()
    answer = await items.http.get(
        f"/gateway/app/refreshTokenByKey.htm?appKey=key&requestTime={time}&sign={sign}"
    )
    secret = answer.json()["datas"]["requestSecret"]
    sign = hashlib.md5(f"key{secret}{time}".encode()).hexdigest()
    answer = await items.http.post(
        PAGE,
        content=(
            f"appKey=key&requestTime={time}&sign={sign}&since=73&additional="
            "%7B%22powerMatters%22%3A%22x%22%2C%22materialName%22%3A%22y%22%2C%22sponsorName%22%3A%22z%22%7D"
        ),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    found = answer.json()
    (row,) = found["datas"]

    assert (found["code"], found["dataCount"], found["totalDataCount"]) == ("00", 1, 1)
    assert found["data"] == {"cursor": 74, "hasMore": False, "lastChangeNo": 74}
    assert (row["change_no"], row["task_version"], row["cd_operation"]) == (74, 1, "I")
    assert (row["task_type"], row["catalog_code"][2:4]) == (row["task_type"], row["task_type"])


async def test_the_library_is_read_page_by_page(items: Sources) -> None:
    first = await page(items, 0)
    second = await page(items, first["data"]["cursor"])

    assert (first["dataCount"], first["totalDataCount"], first["totalPage"]) == (50, 74, 2)
    assert (second["dataCount"], second["data"]["hasMore"]) == (24, False)
    assert len({row["local_catalog_code"] for row in first["datas"] + second["datas"]}) == 74
    assert (await page(items, 74))["datas"] == []


async def test_a_change_and_an_abolition_come_last_and_a_reset_undoes_them(items: Sources) -> None:
    await items.http.put("/_sim/items/ga-02", json={"general": {"promise_day": 10}})
    await items.http.delete("/_sim/items/jj-11")
    changed, gone = (await page(items, 74))["datas"]
    await items.http.post("/_sim/reset")

    assert (changed["cd_operation"], changed["task_version"], changed["general"]["promise_day"]) == (
        "U",
        2,
        10,
    )
    assert changed["general"]["result_name"] == "居民身份证"
    assert (gone["cd_operation"], gone["task_state"], "general" in gone) == ("D", "3", False)
    assert (await items.http.get("/_sim/items/jj-11")).json()["cd_operation"] == "I"
    assert (await items.http.get("/_sim/items/nothing")).status_code == 404


@pytest.mark.parametrize("fault", ["short", "torn", "unordered"])
async def test_pages_come_broken_when_told_so(items: Sources, fault: str) -> None:
    await items.http.post("/_sim/faults", json={"fault": fault})
    rows = (await page(items, 0))["datas"]
    order = [row["change_no"] for row in rows]

    assert (len(rows) < 50) is (fault == "short")
    assert ("task_name" in rows[-1]) is (fault != "torn")
    assert (order == sorted(order)) is (fault != "unordered")


async def test_a_wrong_call_is_answered_with_its_code(items: Sources) -> None:
    assert (await page(items, 0, secret="guess"))["code"] == "03"
    assert (await page(items, "now"))["code"] == "01"
    assert (await page(items, 0, additional="{}"))["code"] == "06"
