"""What stands below which entry."""

from collections.abc import Sequence

from svc_catalog.navigations.types import Heading, Kind, Offer


def below(kind: Kind, heading: Heading, offers: Sequence[Offer]) -> list[tuple[int, str]]:
    """Return what is offered below an entry: its place there, and its code in the directory."""
    if heading.directory_codes is not None:
        offered = {offer.directory_code for offer in offers}
        return [(place, code) for place, code in enumerate(heading.directory_codes) if code in offered]
    found = [
        (offer.number, offer.directory_code)
        for offer in offers
        if heading.code in offer.below.get(kind, set())
    ]
    return sorted(found)
