"""Asks a neighbour what it holds of the catalogue, page by page."""

from pydantic import ValidationError

from servicekit.http import Http
from servicekit.problems import NeighbourAway
from servicekit.schemas import Out, Page
from svc_catalog.drift.types import Held


class HeldOut(Out):
    """An item as a neighbour tells it (`servicekit.holdings`)."""

    key: str
    version: int
    name: str
    is_offered: bool


async def held_items(http: Http, url: str) -> dict[str, Held]:
    """Return everything that a neighbour holds of the catalogue, by item.

    Raises:
        NeighbourAway: it does not answer, or not with a list.

    """
    found: dict[str, Held] = {}
    after: dict[str, str] = {}
    while True:
        answer = await http.get(f"{url}/v1/held-items", limit="200", **after)
        if answer.is_error:
            raise NeighbourAway(retry_after=2)
        try:
            page = Page[HeldOut].model_validate_json(answer.content)
        except ValidationError as error:
            raise NeighbourAway(retry_after=2) from error
        found |= {one.key: Held(one.key, one.name, one.version, one.is_offered) for one in page.items}
        if page.next is None:
            return found
        after = {"after": page.next}
