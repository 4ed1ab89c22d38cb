"""What is kept of what somebody says: what it is about, and nothing that could tell who said it."""

import re

from servicekit.masking import scrub
from svc_catalog.visits.types import LONGEST

# What `scrub` has labelled stays labelled; any other long number could be one of a person.
NUMBER = re.compile(r"[0-9Xx*][0-9Xx* -]{5,}[0-9Xx*]")
MAIL = re.compile(r"[\w.+-]+@[\w.-]+")


def kept(text: str) -> str:
    """Return a text without numbers of papers, telephones and cards, and without addresses of mail."""
    return MAIL.sub("[mail]", NUMBER.sub("[number]", scrub(text)))[:LONGEST].strip()
