"""The resident's path, as it is walked with a thumb."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

RENT = "331002-gjj-29"
CARD = "6222021001116245702"
ANSWERS: dict[str, Any] = {"amount": "3000", "bank": "台州银行", "bank_card": CARD, "statement": True}

pytestmark = pytest.mark.parametrize(
    "city", [pytest.param("log", marks=pytest.mark.xdist_group("suite-log"))], indirect=True
)


def apply(window: Any) -> str:
    """File for a withdrawal of the rent; the path of the case's page."""
    window.go(f"/items/{RENT}/apply").fill(**ANSWERS).click("send")
    window.sees("case-status")
    return str(window.page.evaluate("location.pathname"))


def font_size(page: Page, selector: str = "body") -> float:
    return float(page.locator(selector).first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)"))


def test_from_a_misspelt_word_to_a_document_that_anybody_can_check(
    phone: Callable[..., Any], tmp_path: Path
) -> None:
    lin, stranger = phone(), phone()

    lin.go("/").find("search-input").fill("公鸡金提取")
    lin.click("search-submit").click("item", item=RENT)
    lin.sees("materials")
    lin.click("apply-sign-on").choose_person("lin-xiao").click("apply")
    lin.sees("known-name", "*晓")
    lin.fill(**ANSWERS | {"bank_card": "1"}).click("send").sees("error-bank_card")
    lin.fill(bank_card=CARD).click("send")

    lin.sees("case-state", "准予")
    lin.sees("case-password")
    code = lin.sees("verification-code").inner_text()
    with lin.page.expect_download() as download:
        lin.click("document-download")
    genuine = Path(download.value.path()).read_bytes()

    stranger.go("/verify").find("verify-code").fill(code)
    stranger.click("verify-send").sees("verdict", genuine="true")
    for content, verdict in ((genuine, "true"), (genuine[:-9] + b"X" + genuine[-8:], "false")):
        document = tmp_path / f"{verdict}.pdf"
        document.write_bytes(content)
        stranger.find("verify-file").set_input_files(document)
        stranger.sees("file-verdict", genuine=verdict)

    lin.find("rating-very_satisfied").check()
    lin.click("rating-send").sees("rating-given", "非常满意")


def test_d_is_told_on_the_guide_that_his_level_is_too_low_and_shown_the_way_up(
    phone: Callable[..., Any],
) -> None:
    deng = phone().sign_on("deng-dan", f"/items/{RENT}")

    deng.sees("level-too-low", "实名等级")
    expect(deng.find("apply")).to_have_count(0)
    deng.click("level-upgrade").sees("level-page")
    deng.click("upgrade")
    expect(deng.page.get_by_role("heading", name="实名等级提升")).to_be_visible()


def test_e_walks_the_whole_path_in_large_type_one_question_at_a_time(
    phone: Callable[..., Any],
) -> None:
    ye = phone()
    ye.go("/").sees("service-progress")
    normal = font_size(ye.page)
    ye.sign_on("ye-laotai").sees("elder-allowance")
    large = font_size(ye.page)

    ye.find("search-input").fill("租房提取公积金")
    ye.click("search-submit").click("item", item=RENT).click("apply")
    question = ye.page.locator("[data-testid^=input-]")
    for name, answer in (*list(ANSWERS.items())[:3], ("rent_address", ""), ("statement", True)):
        ye.sees(f"input-{name}")
        expect(question).to_have_count(1)
        ye.fill(**{name: answer}).click("send")
    ye.sees("case-status")
    ye.go("/cases").sees("case")

    assert (normal, large) == (16, 22.4)
    assert font_size(ye.page, ".small") > normal
    assert ye.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_f_finds_no_page_at_the_address_of_as_case(phone: Callable[..., Any]) -> None:
    lin, fang = phone().sign_on("lin-xiao"), phone().sign_on("fang-fei")
    path, number = apply(lin), lin.sees("case-number").inner_text()

    fang.go(path).sees("state-error", status="404")

    assert fang.find("case-status").count() == 0
    assert number not in fang.page.content()


def test_the_nearest_place_is_shown_with_the_reasons_against_the_others(phone: Callable[..., Any]) -> None:
    here = phone(geolocation={"longitude": 121.4427, "latitude": 28.6735}, permissions=["geolocation"])

    here.go(f"/sites?item={RENT}").click("locate")
    expect(here.find("nearest-site").or_(here.find("no-site"))).to_be_visible()
    shut = here.find("site").filter(has=here.page.get_by_test_id("why-not"))

    assert shut.count() >= 1


def test_the_pages_speak_english_when_asked(phone: Callable[..., Any]) -> None:
    guest = phone().go("/")

    guest.click("locale-switch").sees("service-progress", "Progress")
    assert guest.page.evaluate("document.documentElement.lang") == "en"
