"""What of personal data is shown, by class of field, and what logs lose.

Source: 浙江政务服务网用户敏感信息脱敏处理规范. Of its two forms for an identity number only the
strong one exists here: two forms of one number, laid over each other, show more than either.
"""

import re
from typing import Annotated

from pydantic import PlainSerializer

from servicekit.identifiers import birth_date, id_number_check

LEAST_HIDDEN = 4  # characters; what is shorter is hidden whole
ID_LENGTH = 18

# A number begins where no digit stands before it, but for those of an escaped byte (`%E6%9E%97331002…`).
_BEGIN = r"(?:(?<![0-9])|(?<=%[0-9A-Fa-f]{2}))"
_END = r"(?![0-9])"
_GAP = r"(?:[ +-]|%20)?"
# Record ids and hashes are no numbers, though eleven digits in a row happen in them.
_KEPT = r"""(?<![0-9A-Za-z])(?:
    [0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}
  | (?=[0-9]*[a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})
)(?![0-9A-Za-z])"""
# The third form is that of before 1999, without century and check character.
_ID = r"""
    [1-9][0-9]{5} GAP (?:18|19|20)[0-9]{6} GAP [0-9]{3} GAP [0-9Xx]
  | [1-9][0-9]{16}[0-9Xx]
  | [1-9][0-9]{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}
"""
_MOBILE = r"(?:(?:\+|00)?86 GAP)? 1[3-9][0-9] GAP [0-9]{4} GAP [0-9]{4}"
_CARD = r"(?:[3-6][0-9]{3}|9558) GAP [0-9]{4} GAP [0-9]{4} GAP [0-9]{3,4} (?:GAP [0-9]{1,3})?"
IN_TEXT = re.compile(
    f"(?P<kept>{_KEPT})|{_BEGIN}(?:(?P<id>{_ID})|(?P<mobile>{_MOBILE})|(?P<card>{_CARD})){_END}".replace(
        "GAP", _GAP.replace(" ", "\\ ")
    ),
    re.VERBOSE,
)
# Several numbers with nothing between them: here only the check character tells.
LONG_RUN = re.compile(r"[0-9]{18,}[Xx]?")
PLAIN = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF38: "X", 0xFF58: "x", 0xFF0B: "+"}


def name(value: str) -> str:
    """Hide the first character: `*小明`."""
    return "*" + value[1:]


def id_number(value: str) -> str:
    """Show the first and the last character: `3****************X`."""
    return _ends(value, 1, 1)


def other_number(value: str) -> str:
    """Show the first and the last third of another document's number; an identity number shows less."""
    if is_id_number(value.upper()):
        return id_number(value)
    third = len(value) // 3
    return value[:third] + "*" * (len(value) - 2 * third) + value[len(value) - third :]


def mobile(value: str) -> str:
    """Show three and four digits: `137****9050`."""
    return _ends(value, 3, 4)


def landline(value: str) -> str:
    """Show the area code and the last four digits: `0571****8709`."""
    digits = value.replace("-", "")
    area = 3 if digits.startswith(("010", "02")) else 4
    return digits[:area] + "****" + digits[-4:] if len(digits) > area + 6 else "*" * len(digits)


def email(value: str) -> str:
    """Show at most three characters of the name: `con***@163.com`."""
    local, _, domain = value.partition("@")
    shown = local[:3] if len(local) > 3 else local[:2]  # noqa: PLR2004 - the norm's own number
    return f"{shown}***@{domain}"


def bank_card(value: str) -> str:
    """Show the first six and the last four digits."""
    return _ends(value, 6, 4)


def is_id_number(value: str) -> bool:
    """Tell whether eighteen characters are a citizen's number: the day exists, the check is right."""
    if len(value) != ID_LENGTH or not (value.isascii() and value[:17].isdigit()):
        return False
    try:
        birth_date(value)
    except ValueError:
        return False
    return id_number_check(value[:17]) == value[17]


def scrub(text: str) -> str:
    """Return a text in which identity numbers, mobiles and bank cards are replaced.

    Grouped by blanks or dashes, full-width, percent-encoded or glued to other numbers they are
    found too; identity numbers also with a wrong check character.
    """
    text = LONG_RUN.sub(_without_id_numbers, text.translate(PLAIN))
    return IN_TEXT.sub(_label, text)


def _label(found: re.Match[str]) -> str:
    return found[0] if found.lastgroup == "kept" else f"[{found.lastgroup}]"


def _without_id_numbers(found: re.Match[str]) -> str:
    run, shown, place = found[0], "", 0
    while place < len(run):
        is_one = is_id_number(run[place : place + ID_LENGTH].upper())
        shown += "[id]" if is_one else run[place]
        place += ID_LENGTH if is_one else 1
    return shown


def _ends(value: str, head: int, tail: int) -> str:
    hidden = len(value) - head - tail
    if hidden < LEAST_HIDDEN:
        return "*" * len(value)
    return value[:head] + "*" * hidden + value[len(value) - tail :]


MaskedName = Annotated[str, PlainSerializer(name)]
MaskedIdNumber = Annotated[str, PlainSerializer(id_number)]
MaskedMobile = Annotated[str, PlainSerializer(mobile)]
MaskedEmail = Annotated[str, PlainSerializer(email)]
MaskedBankCard = Annotated[str, PlainSerializer(bank_card)]
