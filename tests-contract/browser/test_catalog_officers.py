"""The catalogue as its officers keep it: drafted by one, let out by others, read by residents."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

CARD = "331002-mz-62"  # 老年人优待证办理: nobody's path elsewhere
PHONE = "0576-88812362"
SCENE = "open-path"

pytestmark = pytest.mark.parametrize(
    "city", [pytest.param("log", marks=pytest.mark.xdist_group("suite-log"))], indirect=True
)
Take = Callable[..., Any]


def test_a_guide_is_drafted_mended_signed_twice_and_read(city: Any, phone: Take, desk: Take) -> None:
    li, zhao, chen = desk().scan_code("clerk-jiaojiang"), desk(), city.staff("city-admin")

    li.go(f"/workbench/catalog/{CARD}/edit").find("input-consult_phone").fill("12362")
    li.find("draft-reason").fill("咨询电话已更换")
    li.click("draft-save").sees("mark", "电话", field="consult_phone")
    li.find("input-consult_phone").fill(PHONE)
    li.click("draft-save").sees("no-findings")
    li.click("draft-submit").click("submit-send").sees("revision-state", state="waiting")
    expect(li.find("approve")).to_have_count(0)

    zhao.scan_code("reviewer-jiaojiang").go("/workbench/catalog/todos").click("todo", item=CARD)
    zhao.sees("difference", "咨询电话", pointer="/consult_phone")
    zhao.click("approve").click("approve-confirm").sees("second-person")

    (waiting,) = chen.get("/catalog/v1/operator/todos?kind=publish").json()["items"]
    chen.post(f"/catalog/v1/operator/revisions/{waiting['key']}/approve").raise_for_status()
    zhao.page.reload()
    zhao.sees("revision-state", state="published")
    resident = phone().go(f"/items/{CARD}")
    expect(resident.page.locator(f'a[href="tel:{PHONE}"]').first).to_be_attached()


def test_a_county_proposes_in_a_round_and_the_city_decides(city: Any, desk: Take) -> None:
    today = datetime.now(UTC) + timedelta(hours=8)
    dates = {"opens_on": f"{today:%Y-%m-%d}", "closes_on": f"{today + timedelta(days=30):%Y-%m-%d}"}
    city.staff("city-admin").post(
        "/catalog/v1/operator/lists/nearby/rounds?region=331000", {"title": "走查轮", **dates}
    ).raise_for_status()
    li, chen = desk().scan_code("clerk-jiaojiang"), desk().scan_code("city-admin")
    for officer in (li, chen):
        officer.go("/workbench/catalog/lists").find("round").filter(has_text="走查轮").click()

    li.click("propose").page.locator(".el-radio-button:visible", has_text="移出").click()
    li.find("pick-item").locator("input").fill("优待证")
    li.page.locator(".el-select-dropdown__item:visible", has_text=CARD).click()
    li.find("propose-reason").fill("办理量少，移出以便突出高频事项")
    li.click("propose-send").sees("proposal-state", "待决定", item=CARD)
    expect(li.find("accept-chosen")).to_have_count(0)

    chen.page.reload()
    chen.sees("count-proposed", "1")
    chen.find(f"choose-{CARD}").click()
    chen.find("decision-answer").fill("群众仍在办理，保留")
    chen.click("refuse-chosen").sees("proposal-state", "不采纳", item=CARD)
    chen.sees("count-refused", "1")


def test_a_scene_with_an_open_path_is_let_out_by_nobody(city: Any, desk: Take) -> None:
    li = desk().scan_code("clerk-jiaojiang").go("/workbench/catalog/scenes").click("begin-scene")
    li.find("scene-title").fill("要不要办老年证？")
    li.find("scene-code").fill(SCENE)
    li.click("scene-begin").sees("scene-findings")
    expect(li.find("mark")).to_have_count(2)
    li.find("node-text").fill("您满六十周岁了吗？")
    li.click("scene-save").sees("tree-node", "您满六十周岁了吗？", node="q1")

    li.page.reload()
    li.sees("scene-findings", "没有下一步")
    told = city.staff("city-admin").post(
        f"/catalog/v1/operator/scenes/{SCENE}/publish", headers={"If-Match": '"2"'}
    )
    assert told.status_code == 409
    assert told.json()["type"].endswith("/scene-not-proven")
    li.click("walk").find("preview-answer").first.click()
    expect(li.find("preview")).to_contain_text("没有下一步")
