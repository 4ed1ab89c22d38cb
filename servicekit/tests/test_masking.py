"""What is shown of personal data, and what is found in free text."""

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit import masking
from servicekit.identifiers import id_number_check
from servicekit.masking import (
    MaskedBankCard,
    MaskedEmail,
    MaskedIdNumber,
    MaskedMobile,
    MaskedName,
    is_id_number,
    scrub,
)
from servicekit.schemas import Out

Mask = Callable[[str], str]
ID, WRONG_ID, MOBILE, CARD = "331002199003070014", "331002199003070015", "13705760001", "6222021234567890123"


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masking.name, "王小明", "*小明"),
        (masking.name, "林晓", "*晓"),
        (masking.name, "林", "*"),
        (masking.id_number, "33100219900307001X", "3****************X"),
        (masking.id_number, "330102900307001", "3*************1"),
        (masking.other_number, "E12345678", "E12***678"),
        (masking.other_number, "H0123456789", "H01*****789"),
        (masking.mobile, "13712349050", "137****9050"),
        (masking.mobile, "+8613712349050", "+86*******9050"),
        (masking.landline, "0571-87128709", "0571****8709"),
        (masking.landline, "057187128709", "0571****8709"),
        (masking.landline, "010-12345678", "010****5678"),
        (masking.landline, "021-12345678", "021****5678"),
        (masking.email, "conghua@163.com", "con***@163.com"),
        (masking.email, "ttx@163.com", "tt***@163.com"),
        (masking.bank_card, CARD, "622202*********0123"),
    ],
)
def test_each_class_is_masked_as_the_province_says(mask: Mask, value: str, shown: str) -> None:
    assert mask(value) == shown


@pytest.mark.parametrize(
    ("mask", "hidden"),
    [(masking.id_number, 4), (masking.mobile, 4), (masking.bank_card, 4), (masking.landline, 3)],
)
@given(value=st.text("0123456789", max_size=30))
def test_of_a_number_too_short_for_its_class_nothing_is_shown(mask: Mask, hidden: int, value: str) -> None:
    shown = sum(char != "*" for char in mask(value))

    assert shown <= max(len(value) - hidden, 0)


@given(value=st.text("0123456789X", max_size=30))
def test_of_any_other_number_a_third_stays_hidden(value: str) -> None:
    assert masking.other_number(value).count("*") * 3 >= len(value)


def test_masks_laid_over_each_other_do_not_make_the_number_whole() -> None:
    """An identity number may come as the number of 'another document': the mosaic attack."""
    views = [masking.id_number(ID), masking.other_number(ID), masking.other_number(ID.lower()), scrub(ID)]

    seen = {place for view in views if len(view) == len(ID) for place, char in enumerate(view) if char != "*"}

    assert seen == {0, 17}
    assert scrub(ID) == "[id]"


class Shown(Out):
    name: MaskedName
    id_number: MaskedIdNumber | None
    mobile: MaskedMobile
    email: MaskedEmail | None = None
    card: MaskedBankCard | None = None


def test_a_schema_masks_when_it_is_written() -> None:
    shown = Shown(name="林晓", id_number=ID, mobile=MOBILE, email="linxiao@example.com", card=CARD)

    for text in (shown.model_dump_json(), str(shown.model_dump())):
        for secret in ("林晓", ID, MOBILE, "linxiao@", CARD):
            assert secret not in text
    assert shown.model_dump()["id_number"] == "3****************4"
    assert Shown(name="林晓", id_number=None, mobile=MOBILE).model_dump()["id_number"] is None
    properties = Shown.model_json_schema(mode="serialization")["properties"]
    assert properties["name"]["type"] == properties["mobile"]["type"] == "string"


PLANTED = {
    "an id": (ID, "[id]"),
    "an id with a wrong check": (WRONG_ID, "[id]"),
    "an id with x": ("53330119951001004x", "[id]"),
    "an id of before 1999": ("330102900307001", "[id]"),
    "a grouped id": ("331002 19900307 0014", "[id]"),
    "a dashed id": ("331002-19900307-0014", "[id]"),
    "a full-width id": ("３３１００２１９９００３０７００１４", "[id]"),
    "a mobile": (MOBILE, "[mobile]"),
    "a grouped mobile": ("137 0576 0001", "[mobile]"),
    "a dashed mobile": ("137-0576-0001", "[mobile]"),
    "a mobile with 86": ("8613705760001", "[mobile]"),
    "a mobile with +86": ("+86 13705760001", "[mobile]"),
    "a mobile with 0086": ("008613705760001", "[mobile]"),
    "a card": (CARD, "[card]"),
    "a grouped card": ("6222 0212 3456 7890 123", "[card]"),
    "a card of sixteen": ("4563510100889900", "[card]"),
    "an old card": ("9558801234567890123", "[card]"),
}
AROUND = {
    "nothing": "{}",
    "chinese": "我的号码是{}，谢谢",
    "latin": "no{}end",
    "quotes": '{{"value": "{}"}}',
    "a path": "/v1/people/{}/cases",
    "a query": "GET /v1/cases?holder={}&limit=5",
    "a tuple": "('{}',)",
}


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
@pytest.mark.parametrize(("planted", "label"), PLANTED.values(), ids=PLANTED)
def test_numbers_in_free_text_are_replaced(planted: str, label: str, around: str) -> None:
    assert scrub(around.format(planted)) == around.format(label)


@pytest.mark.parametrize("before", ["林", "号", "码 ", "是：", " ", "晓", "+"])
@pytest.mark.parametrize("planted", [planted for planted, _ in PLANTED.values()], ids=PLANTED)
def test_numbers_in_escaped_addresses_are_replaced(planted: str, before: str) -> None:
    """`%E6%9E%97331002…`: the digits of the byte before belong to it, not to the number."""
    address = "/v1/people?name=" + quote(before) + planted.replace(" ", "%20") + "&limit=5"

    # After `%20` sixteen digits look like eighteen: which label it gets does not matter.
    assert re.fullmatch(r"/v1/people\?name=(%[0-9A-F]{0,2})+\[(id|mobile|card)]&limit=5", scrub(address))


def test_numbers_with_nothing_between_them_are_replaced() -> None:
    assert scrub(ID + MOBILE) == "[id][mobile]"
    assert scrub(ID + "331083194806060157") == "[id][id]"
    assert scrub("33102119951001004X" + ID) == "[id][id]"
    assert scrub("20260430" + ID) == "20260430[id]"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "accepted on 2026-04-30 10:15:30.123456, due 2026-06-01",
        "331002 · 331002001 · 331002001200",
        "0193a5f0-7c1e-7d11-8a13-13705760001a",
        "trace 4bf92f3577b34da6a3ce13705760001b",
        "etag da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "GET /v1/items/331002-gjj-29?page=2",
        "took 1234 ms, 1048576 bytes, at 1777515330123",
        "call 12345 or 0576-88510000",
        "331002260430000012345",
    ],
)
def test_what_is_no_such_number_stays(text: str) -> None:
    assert scrub(text) == text


@given(st.text())
def test_any_text_can_be_scrubbed_and_once_is_enough(text: str) -> None:
    once = scrub(text)

    assert scrub(once) == once


@given(
    st.dates().filter(lambda day: day.year >= 1000),
    st.integers(100000, 999999),
    st.integers(0, 999),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20),
)
def test_no_identity_number_survives_in_any_surroundings(
    day: date, region: int, serial: int, around: str
) -> None:
    first17 = f"{region}{day:%Y%m%d}{serial:03}"
    number = first17 + id_number_check(first17)

    assert number not in scrub(around + number + around[::-1])


def test_a_number_is_recognised_by_day_and_check() -> None:
    assert is_id_number(ID)
    assert not is_id_number(WRONG_ID)
    assert not is_id_number(ID[:-1])
    assert not is_id_number("331002199013070010")
    assert not is_id_number("３３１００２１９９００３０７００１4")
