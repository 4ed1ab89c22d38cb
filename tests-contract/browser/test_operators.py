"""The operators' path, from the code on the screen to what the public sees of their acts."""

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

HUANGYAN_RENT = "331003-gjj-29"  # 黄岩, so that nobody's path through 椒江 is crossed
KIOSK = "kiosk-wl-02"  # round the clock, so that the hour of the test does not matter
LEAVER = "GE_tz00040"
ANSWERS: dict[str, Any] = {
    "amount": "3000",
    "bank": "台州银行",
    "bank_card": "6222021001116245702",
    "statement": True,
}

pytestmark = pytest.mark.parametrize(
    "city", [pytest.param("log", marks=pytest.mark.xdist_group("suite-log"))], indirect=True
)
Take = Callable[..., Any]


def decide(clerk: Any, act: str, remark: str) -> None:
    clerk.click(act).find("reason").fill(remark)
    clerk.click("reason-confirm")


def test_a_clerk_takes_and_decides_while_the_residents_page_stays_open(phone: Take, desk: Take) -> None:
    chen, li, wang = phone().sign_on("chen-bo"), desk().scan_code("clerk-jiaojiang"), desk()
    chen.go("/items/331002-gjj-29/apply").fill(**ANSWERS).click("send")
    chen.sees("case-reason", "有住房")
    chen.sees("live", live="true")
    case = chen.page.evaluate("location.pathname").rpartition("/")[2]
    chen.page.evaluate("window.neverLoadedAgain = true")

    li.click("menu-filing").click("case", case=case)
    li.sees("rule-version", "rent-withdrawal@1")
    li.click("take").click("accept")
    chen.sees("case-state", "办理中")
    decide(li, "refuse", "本市有自有住房，不符合条件")
    chen.sees("case-reason", "本市有自有住房，不符合条件")

    wang.scan_code("clerk-wenling").click("menu-filing")
    expect(wang.find("cases").or_(wang.find("state-empty"))).to_be_visible()
    assert wang.find("case", case=case).count() == 0
    wang.go(f"/workbench/filing/{case}").sees("state-error", status="404")
    assert chen.page.evaluate("window.neverLoadedAgain")


def test_somebody_without_grants_has_an_empty_menu(desk: Take) -> None:
    zhou = desk().scan_code("no-grants")

    zhou.sees("no-grants")
    assert zhou.page.locator("[data-testid^=menu-]").count() == 0


def test_a_withdrawn_item_is_lost_by_search_and_bot_within_two_seconds(phone: Take, desk: Take) -> None:
    chen, searcher, asker = desk().scan_code("city-admin"), phone(), phone()
    for guest in (searcher, asker):
        guest.go("/").click("region").click("region-331003")
    asker.go("/ask")

    def turn(act: str, state: str) -> None:
        chen.click("menu-catalog").find("find").fill("无房租赁")
        chen.click("find-send")
        chen.click(f"{act}-{HUANGYAN_RENT}")
        chen.page.locator(".el-popconfirm:visible .el-button--primary").click()
        chen.sees("item-state", item=HUANGYAN_RENT, state=state)

    def asks() -> Any:
        answers = asker.find("answer")
        before = answers.count()
        asker.find("ask-input").fill("租房提公积金要什么材料")
        asker.click("ask-send")
        expect(answers).to_have_count(before + 1)
        return answers.last

    searcher.go("/search?q=租房提取公积金").sees("item", item=HUANGYAN_RENT)
    expect(asks().get_by_test_id("citation")).to_be_visible()
    turn("withdraw", "withdrawn")
    deadline = time.monotonic() + 2

    while asks().get_attribute("data-outcome") == "answered":
        assert time.monotonic() < deadline
    searcher.go("/search?q=租房提取公积金").sees("results")
    expect(searcher.find("item", item=HUANGYAN_RENT)).to_have_count(0)
    chen.click("menu-helpdesk").sees("task", subject=HUANGYAN_RENT)
    chen.click("menu-map").click("tab-tasks").sees("task", subject=HUANGYAN_RENT)

    turn("publish", "published")
    searcher.go("/search?q=租房提取公积金").sees("item", item=HUANGYAN_RENT)


def test_the_map_says_which_site_is_open_and_why_another_is_not(desk: Take) -> None:
    wang = desk().scan_code("clerk-wenling").click("menu-map")

    site = wang.page.locator("tr").filter(has=wang.find("site", site="site-06"))
    expect(site.get_by_test_id("site-open")).to_be_visible()
    assert (
        site.get_by_test_id("site-open").inner_text() == "开放" or site.get_by_test_id("why-not").count() == 1
    )
    expect(wang.find("site", site="site-02")).to_have_count(0)  # 椒江


def test_the_wall_shows_a_terminals_true_moment_without_being_loaded_again(
    city: Any, desk: Take, tmp_path: Path
) -> None:
    enrolment = {"device_id": KIOSK, "region_code": "331081"}
    code = city.staff("city-admin").post("/gateway/v1/devices/enrolments", enrolment).json()["code"]
    chen = desk().scan_code("city-admin").click("menu-kiosk")
    chen.sees("device", device=KIOSK, state="never_seen")

    command = [sys.executable, "-m", "sanzhi_cli", "--data", str(tmp_path), "kiosk", "run", KIOSK]
    running = subprocess.Popen([*command, "--gateway", city.url, "--enrol", code], stdout=subprocess.DEVNULL)
    try:
        card = chen.sees("device", device=KIOSK, state="online")
    finally:
        running.kill()
        running.wait()

    device = city.staff("city-admin").get(f"/kiosk/v1/devices/{KIOSK}").json()
    told = datetime.fromisoformat(device["last_seen_at"]) + timedelta(hours=8)
    expect(card.get_by_test_id("last-seen")).to_have_text(f"{told:%Y-%m-%d %H:%M:%S}")


def test_the_directory_is_compared_before_it_is_changed(city: Any, desk: Take) -> None:
    employee = f"{city.suite.url('staff')}/_sim/employees/{LEAVER}"
    chen = desk().scan_code("city-admin").click("menu-workforce")
    httpx.patch(employee, json={"status": "F"}).raise_for_status()
    try:
        chen.click("start-sync")
        difference = chen.find("diff").locator("tr").filter(has_text=LEAVER)
        expect(difference).to_contain_text("离岗")
        expect(chen.find("sync-state").first).to_have_text("待应用")

        chen.click("apply").page.locator(".el-popconfirm:visible .el-button--primary").click()
        expect(chen.find("sync-state").first).to_have_text("已应用")
    finally:
        httpx.patch(employee, json={"status": "A"}).raise_for_status()


def test_a_halls_waits_lead_down_to_its_tickets(desk: Take) -> None:
    chen = desk().scan_code("city-admin").click("menu-halls")

    chen.click("day-before").sees("wait-chart")
    hour = chen.page.locator("[data-testid^=hour-]").filter(has_not_text="—").first
    hour.click()

    chen.sees("ticket")
    assert int(hour.get_attribute("data-n") or 0) > 0
