"""National identifiers: what is right passes, what is wrong is refused without being quoted."""

from datetime import date, datetime, timedelta

import pytest
from pydantic import BaseModel, ValidationError

from servicekit.identifiers import (
    CreditCode,
    IdNumber,
    Mobile,
    birth_date,
    credit_code_check,
    credit_code_warning,
    id_number_check,
    is_woman,
    licence_check,
    organisation_check,
)
from servicekit.schemas import In
from servicekit.workdays import SHANGHAI


class Form(In):
    id_number: IdNumber | None = None
    credit_code: CreditCode | None = None
    mobile: Mobile | None = None


ID_NUMBERS = [
    "331002199003070014",
    "331002198501011231",
    "330902197005150025",
    "341602198812240036",
    "53330119951001004X",
    "331083194806060157",
    # 331021 was 玉环县 until 2017.
    "33102119951001004X",
    "11010519491231002X",
]
CREDIT_CODES = [
    "11331000MBTEYT0194",
    "11331002MBTEYT027U",
    "91331000MATEYT015D",
    "92331002MATEYT0232",
    "11330900MBTEYT035U",
    "52331000MATEYT0N54",
    "91350100M000100Y43",
    "91110000101623741K",
    "911101066976941872",
]


def refusal(**values: str) -> str:
    with pytest.raises(ValidationError) as refused:
        Form.model_validate(values)
    (only,) = refused.value.errors(include_input=False, include_url=False)
    assert only["loc"][0] in values
    for value in values.values():
        assert value not in str(refused.value)
    return str(only["msg"])


@pytest.mark.parametrize("number", ID_NUMBERS)
def test_a_citizens_number_passes(number: str) -> None:
    assert Form(id_number=number).id_number == number
    assert id_number_check(number[:17]) == number[17]


def test_a_small_x_is_made_large() -> None:
    assert Form(id_number="53330119951001004x").id_number == "53330119951001004X"


@pytest.mark.parametrize("number", ID_NUMBERS)
def test_no_other_check_character_passes(number: str) -> None:
    for check in set("0123456789X") - {number[17]}:
        assert "check character" in refusal(id_number=number[:17] + check)


def test_the_issues_own_example_is_refused() -> None:
    assert "check character" in refusal(id_number="331002199003070015")


@pytest.mark.parametrize(
    "first17", ["33100219900230001", "33100219901301001", "33100220230229001", "33100200000101001"]
)
def test_a_day_of_birth_has_to_exist(first17: str) -> None:
    assert "does not exist" in refusal(id_number=first17 + id_number_check(first17))


def test_nobody_is_born_tomorrow() -> None:
    today = datetime.now(SHANGHAI).date()
    for day, is_right in ((today, True), (today + timedelta(days=2), False)):
        first17 = f"331002{day:%Y%m%d}001"
        number = first17 + id_number_check(first17)
        if is_right:
            assert Form(id_number=number).id_number == number
        else:
            assert "lies ahead" in refusal(id_number=number)


@pytest.mark.parametrize(
    "number",
    [
        "33100219900307001",
        "3310021990030700144",
        "331002900307001",
        "X31002199003070014",
        "331002199003070014\n4",
        # Full-width digits with a right check character: int() reads them, a database would not find them.
        "３３１００２１９９００３０７００１4",
        "٣٣١٠٠٢١٩٩٠٠٣٠٧٠٠١4",
    ],
)
def test_a_citizens_number_has_eighteen_plain_characters(number: str) -> None:
    assert "pattern" in refusal(id_number=number)


def test_a_number_tells_birthday_and_sex() -> None:
    assert birth_date("331083194806060157") == date(1948, 6, 6)
    assert not is_woman("331002199003070014")
    assert is_woman("330902197005150025")


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_a_credit_code_has_nothing_odd(code: str) -> None:
    assert Form(credit_code=code).credit_code == code
    assert credit_code_check(code[:17]) == code[17]
    assert credit_code_warning(code) is None


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_a_credit_code_with_a_wrong_check_character_passes_with_a_warning(code: str) -> None:
    wrong = code[:17] + ("0" if code[17] != "0" else "1")

    assert Form(credit_code=wrong).credit_code == wrong
    assert credit_code_warning(wrong) == "the check character is wrong"


@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_that_are_not_used_are_warned_of(letter: str) -> None:
    assert "not used" in (credit_code_warning(f"9133100{letter}MATEYT015D") or "")


@pytest.mark.parametrize(
    "code", ["", "91331000MATEYT015", "91331000matEYT015D", "9133 1000MATEYT015D", "９1331000MATEYT015D"]
)
def test_what_is_no_credit_code_is_refused(code: str) -> None:
    with pytest.raises(ValidationError):
        Form(credit_code=code)


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_the_organisation_code_inside_has_its_own_check(code: str) -> None:
    assert organisation_check(code[8:16]) == code[16]


def test_the_worked_organisation_code() -> None:
    assert organisation_check("M000100Y") == "4"


@pytest.mark.parametrize(
    ("parts", "check"),
    [
        ("11100000000013338W011 11110000000021135M 20230329701 003", "Y"),
        ("11100000000013338W009 11330105002500287C 2025052201 002", "0"),
    ],
)
def test_the_identifier_of_a_licence_has_its_check(parts: str, check: str) -> None:
    assert licence_check(parts.replace(" ", "")) == check


@pytest.mark.parametrize("number", ["13705760001", "19900000000"])
def test_a_mobile_passes(number: str) -> None:
    assert Form(mobile=number).mobile == number


@pytest.mark.parametrize(
    "number", ["12705760001", "1370576000", "137057600011", "+8613705760001", "1３705760001"]
)
def test_what_is_no_mainland_mobile_is_refused(number: str) -> None:
    assert "pattern" in refusal(mobile=number)


def test_the_pattern_is_in_the_schema_that_clients_see() -> None:
    class One(BaseModel):
        id_number: IdNumber

    assert One.model_json_schema()["properties"]["id_number"]["pattern"] == "^[0-9]{17}[0-9Xx]$"
