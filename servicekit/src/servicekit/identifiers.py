"""National identifiers: their check digits, and the form in which requests may carry them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from servicekit.workdays import SHANGHAI

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def id_number_check(first17: str) -> str:
    """Return the check character of a citizen's number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def credit_code_check(first17: str) -> str:
    """Return the check character of a unified social credit code (GB 32100-2015, MOD 31)."""
    total = sum(CREDIT_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(first17))
    return CREDIT_ALPHABET[(31 - total % 31) % 31]


def organisation_check(first8: str) -> str:
    """Return the check character of an organisation code (GB 11714, MOD 11)."""
    value = (
        11
        - sum(int(char, 36) * weight for char, weight in zip(first8, ORGANISATION_WEIGHTS, strict=True)) % 11
    )
    return {10: "X", 11: "0"}.get(value, str(value))


def licence_check(body: str) -> str:
    """Return the check character of a licence's identifier (GB/T 36904, ISO 7064 MOD 37,36).

    `body` is type, issuer, serial and version without root, dots and other marks.
    """
    product = 36
    for char in body:
        product = (product + int(char, 36)) % 36 or 36
        product = product * 2 % 37
    return BASE36[(37 - product) % 36]


def birth_date(id_number: str) -> date:
    """Return the day of birth that positions 7 to 14 of a citizen's number say."""
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


def is_woman(id_number: str) -> bool:
    """Tell the sex: the seventeenth digit is even for women."""
    return int(id_number[16]) % 2 == 0


def _citizen(value: str) -> str:
    value = value.upper()
    try:
        born = birth_date(value)
    except ValueError:
        raise ValueError("the day of birth does not exist") from None
    if born > datetime.now(SHANGHAI).date():
        raise ValueError("the day of birth lies ahead")
    # The first six digits may be a division that was abolished since: they are not compared.
    if id_number_check(value[:17]) != value[17]:
        raise ValueError("the check character is wrong")
    return value


def credit_code_warning(code: str) -> str | None:
    """Return what is odd about a credit code; some that were really issued fail the check."""
    if any(char not in CREDIT_ALPHABET for char in code):
        return "the code holds characters that are not used"
    return None if credit_code_check(code[:17]) == code[17] else "the check character is wrong"


# [0-9], not \d: that would let in the digits of other scripts, full-width ones above all.
IdNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{17}[0-9Xx]$"), AfterValidator(_citizen)]
CreditCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{18}$")]
Mobile = Annotated[str, StringConstraints(pattern=r"^1[3-9][0-9]{9}$")]
