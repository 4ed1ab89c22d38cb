"""What of personal data is shown, by class of field, and what logs lose.

Source: 浙江政务服务网用户敏感信息脱敏处理规范.
"""

import re
from typing import Annotated

from pydantic import PlainSerializer

ID_IN_TEXT = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{9}[\dXx](?![0-9A-Za-z])|(?<!\d)[1-9]\d{16}[\dXx](?!\d)"
)
MOBILE_IN_TEXT = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
CARD_IN_TEXT = re.compile(r"(?<!\d)[3-6]\d{14,18}(?!\d)")


def name(value: str) -> str:
    """Hide the first character: `*小明`."""
    return "*" + value[1:]


def id_number(value: str) -> str:
    """Show the first and the last character: `3****************X`."""
    return value[:1] + "*" * max(len(value) - 2, 0) + value[-1:]


def other_number(value: str) -> str:
    """Show the first and the last third of another document's number."""
    third = len(value) // 3
    return value[:third] + "*" * (len(value) - 2 * third) + value[len(value) - third :]


def mobile(value: str) -> str:
    """Show three and four digits: `137****9050`."""
    return value[:3] + "****" + value[-4:]


def landline(value: str) -> str:
    """Show the area code and the last four digits: `0571****8709`."""
    digits = value.replace("-", "")
    return digits[:4] + "****" + digits[-4:]


def email(value: str) -> str:
    """Show at most three characters of the name: `con***@163.com`."""
    local, _, domain = value.partition("@")
    shown = local[:3] if len(local) > 3 else local[:2]  # noqa: PLR2004 - the norm's own number
    return f"{shown}***@{domain}"


def bank_card(value: str) -> str:
    """Show the first six and the last four digits."""
    return value[:6] + "*" * max(len(value) - 10, 0) + value[-4:]


def scrub(text: str) -> str:
    """Return a text in which identity numbers, mobiles and bank cards are replaced."""
    text = ID_IN_TEXT.sub("[id]", text)
    text = MOBILE_IN_TEXT.sub("[mobile]", text)
    return CARD_IN_TEXT.sub("[card]", text)


MaskedName = Annotated[str, PlainSerializer(name)]
MaskedIdNumber = Annotated[str, PlainSerializer(id_number)]
MaskedMobile = Annotated[str, PlainSerializer(mobile)]
MaskedEmail = Annotated[str, PlainSerializer(email)]
MaskedBankCard = Annotated[str, PlainSerializer(bank_card)]
