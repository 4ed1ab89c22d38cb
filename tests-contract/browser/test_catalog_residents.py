"""How residents find what they need, learn what it takes, and carry it away."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

RENT = "331002-gjj-29"
DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path d="M0 0h4v3H0z"/></svg>"""
#: Every page of the catalogue, as somebody in large type may open it.
PAGES = (
    "/",
    "/search?q=公鸡金",
    "/search?q=没有这种事情吧",
    "/browse?kind=department",
    "/browse/life_event/home",
    "/lists",
    "/lists/one-thing",
    "/scenes",
    "/scenes/open-restaurant",
    f"/items/{RENT}",
    "/sheets",
    "/policies",
    "/policies/match",
)

pytestmark = pytest.mark.parametrize(
    "city", [pytest.param("log", marks=pytest.mark.xdist_group("suite-log"))], indirect=True
)


def take_sheet(window: Any) -> str:
    """Answer what the guide asks, and take the sheet; its code."""
    window.go(f"/items/{RENT}")
    window.click("answer-marriage-single").click("answer-first-no").sees("situation-name", "单身职工无房")
    window.click("take-sheet").sees("sheet-verdict", verdict="valid")
    return str(window.sees("sheet-code").inner_text())


def cartoon(city: Any) -> str:
    """Have a cartoon about the item drawn in 椒江 and published by the city; its id."""
    author = city.browser().sign_on_as_staff("clerk-jiaojiang")
    reviewer = city.browser().sign_on_as_staff("city-admin")
    form = {"kind": "drawing", "region_code": "331002"}
    stored = author.send(
        "POST",
        "/api/catalog/v1/operator/files",
        data=form,
        files={"file": ("1.svg", DRAWING)},
        headers={"idempotency-key": uuid4().hex},
    ).json()
    content = {
        "form": "cartoon",
        "title": "公积金提取漫画",
        "about": [{"directory_code": "gjj-29"}],
        "cover": stored["sha256"],
        "pages": [{"sha256": stored["sha256"], "alt": "林晓带上身份证"}],
    }
    made = author.post("/catalog/v1/operator/media", {"region_code": "331002", "content": content})
    media_id = str(made.json()["media_id"])
    for officer, act in ((author, "submit"), (reviewer, "publish")):
        done = officer.post(f"/catalog/v1/operator/media/{media_id}/{act}", headers={"if-match": "*"})
        assert done.status_code == 200, done.text
    return media_id


def test_typing_suggests_and_the_keys_choose(phone: Callable[..., Any]) -> None:
    guest = phone().go("/")

    field = guest.find("search-input")
    field.fill("公鸡金")
    guest.sees("suggestion", "公积金")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    chosen = guest.page.locator('[data-testid="suggestion"][aria-selected="true"]').inner_text()
    field.press("Enter")

    guest.sees("results")
    expect(guest.find("search-input")).to_have_value(chosen)


def test_a_misspelt_word_finds_what_was_meant_says_why_and_counts_what_is_opened(
    phone: Callable[..., Any],
) -> None:
    guest = phone().go("/search?q=公鸡金")

    guest.sees("why", "读音相近")
    guest.click("did-you-mean-link").sees("why", "相符")
    all_found = guest.find("item").count()
    guest.click("filters").click("filter-channel-online").click("filters-show")
    expect(guest.find("item")).to_have_count(1)
    guest.click("filter-set")
    expect(guest.find("item")).to_have_count(all_found)
    with guest.page.expect_response("**/search/clicks") as counted:
        guest.click("item", item=RENT)

    assert counted.value.status == 204
    guest.sees("guide", item=RENT)


def test_who_finds_nothing_is_led_to_asking(phone: Callable[..., Any]) -> None:
    phone().go("/search?q=zxqwvk").click("ask-instead").sees("talk", "zxqwvk")


def test_a_list_is_narrowed_by_its_own_counts(phone: Callable[..., Any]) -> None:
    guest = phone().go("/").click("list", kind="instant")

    guest.sees("list-count")
    guest.click("filters")
    choice = guest.page.locator('[data-testid^="filter-department-"]').first
    wanted = int(choice.locator(".count").inner_text())
    choice.click()
    guest.click("filters-show")

    expect(guest.find("item")).to_have_count(wanted)


def test_a_scene_leads_to_an_item_in_its_situation_and_back_is_one_question_back(
    phone: Callable[..., Any],
) -> None:
    guest = phone().go("/scenes/open-restaurant")

    guest.click("scene-option", option="company").sees("scene-question", node="company-size")
    guest.page.go_back()
    guest.sees("scene-question", node="body")
    for option in ("self", "shop", "no"):
        guest.click("scene-option", option=option)
    guest.sees("scene-end").first.wait_for()
    goal = guest.sees("goal", situation="shop").first
    goal.get_by_test_id("item").click()

    guest.sees("situation-name", "有固定经营场所")
    expect(guest.find("answer-place-shop").locator("input")).to_be_checked()


def test_the_situation_decides_what_to_bring(phone: Callable[..., Any]) -> None:
    guest = phone().go(f"/items/{RENT}")

    guest.sees("situation-left", "2 个问题")
    expect(guest.find("material")).to_have_count(5)
    guest.click("take-sheet").sees("answer-first")
    guest.click("answer-marriage-single").click("answer-first-no").sees("situation-name", "单身职工无房")
    expect(guest.find("material")).to_have_count(4)
    guest.click("answer-marriage-married").sees("situation-name", "本人及配偶无房")
    expect(guest.find("material")).to_have_count(5)


def test_a_sheet_is_carried_away_and_checked_by_a_stranger(phone: Callable[..., Any], tmp_path: Path) -> None:
    guest, window = phone(), phone()
    code = take_sheet(guest)
    with guest.page.expect_download() as download:
        guest.click("sheet-pdf")
    genuine = Path(download.value.path()).read_bytes()

    window.go("/sheets").find("sheet-code-input").fill(code.lower().replace("-", " "))
    window.click("sheet-open").sees("sheet-verdict", verdict="valid")
    window.sees("sheet-situation", "单身职工无房")
    window.sees("qr")
    expect(window.find("material")).to_have_count(4)
    for content, verdict in ((genuine, "true"), (genuine[:-9] + b"X" + genuine[-8:], "false")):
        page = tmp_path / f"{verdict}.pdf"
        page.write_bytes(content)
        window.find("sheet-file").set_input_files(page)
        window.sees("sheet-file-verdict", genuine=verdict)
    window.go("/sheets/ABCD-ABCD-ABCD-ABCD").sees("sheet-verdict", verdict="unknown")


def test_who_holds_a_sheet_records_what_a_window_asked_for_beyond_it(phone: Callable[..., Any]) -> None:
    lin, stranger = phone().sign_on("lin-xiao"), phone()
    code = take_sheet(lin)

    lin.click("demand-open").find("demand-what").fill("居民身份证")
    lin.click("demand-send").sees("demand-refused")
    lin.find("demand-what").fill("房东身份证复印件")
    lin.click("demand-send").sees("demand", "房东身份证复印件", state="open")
    stranger.go(f"/sheets/{code}").sees("demand-sign-on")

    assert stranger.find("demand").count() == 0
    lin.go("/sheets").sees("own-sheet", key=code)


def test_an_enterprise_learns_which_policies_fit_and_why(phone: Callable[..., Any]) -> None:
    guest = phone().go("/policies/match")

    guest.sees("fact-scale").select_option("micro")
    guest.find("fact-graduates").fill("2")
    guest.find("fact-is_trusted").select_option("yes")
    guest.click("match-go")

    expect(guest.sees("match", verdict="met").first.get_by_test_id("reason")).to_have_count(3)
    guest.sees("match", verdict="unknown")


def test_a_cartoon_is_found_on_the_guide_and_shown_alone_in_a_frame(
    phone: Callable[..., Any], city: Any
) -> None:
    media_id = cartoon(city)

    guest = phone().go(f"/items/{RENT}")
    guest.sees("guide-media", "公积金提取漫画")
    guest.go(f"/media/{media_id}").sees("media-title", "公积金提取漫画")
    picture = guest.sees("picture").locator("img")
    expect(picture).to_have_attribute("alt", "林晓带上身份证")
    expect(picture).to_have_js_property("complete", value=True)
    guest.sees("embed")
    guest.click("media-item").sees("guide", item=RENT)
    guest.go(f"/media/{media_id}?embed=1").sees("picture")
    expect(guest.find("page-title")).to_have_count(0)

    assert picture.evaluate("e => e.naturalWidth") > 0


def test_in_large_type_nothing_is_wider_than_the_telephone(phone: Callable[..., Any]) -> None:
    ye = phone().go("/?uiStyle=elder")
    ye.sees("elder-allowance")

    wide = []
    for path in PAGES:
        ye.go(path)
        expect(ye.page.locator("main")).not_to_be_empty()
        expect(ye.page.get_by_test_id("state-loading")).to_have_count(0)
        if not ye.page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            wide.append(path)
    take_sheet(ye)

    assert wide == []
    assert ye.page.evaluate("document.documentElement.dataset.style") == "elder"
    assert ye.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
