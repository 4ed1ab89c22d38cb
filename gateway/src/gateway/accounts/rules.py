"""What is true of principals whatever the database does."""

from datetime import date

from servicekit.identifiers import birth_date

NORMAL, ELDER = "normal", "elder"

#: 老年人权益保障法 article 2.
ELDERLY_FROM = 60

CITIZENS_CARD = "1"  # idtype of the provincial app: 居民身份证


def first_style(id_type: str, id_number: str, today: date) -> str:
    """Return how pages look to somebody who has not chosen: the elder mode from sixty on."""
    if id_type != CITIZENS_CARD:
        return NORMAL
    try:
        born = birth_date(id_number)
    except ValueError:
        return NORMAL
    return ELDER if years_between(born, today) >= ELDERLY_FROM else NORMAL


def years_between(born: date, today: date) -> int:
    """Return the full years of an age."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
