"""Many ways lead to an item, and each says how much lies below it."""

import httpx
import pytest

from servicekit.testing import Gateway

WISH = {"name": "毕业", "position": 3, "directory_codes": ["gjj-29", "rs-15"]}


@pytest.fixture
def editor(gateway: Gateway) -> dict[str, str]:
    return gateway.header("chen", grants={"navigation:edit": ["331000"]})


async def test_every_way_counts_what_lies_below(visitor: httpx.AsyncClient) -> None:
    ways = {one["kind"]: one for one in (await visitor.get("/v1/navigations?region=331002")).json()}
    themes = (await visitor.get("/v1/navigations/person_theme?region=331002")).json()
    channels = (await visitor.get("/v1/navigations/channel?region=331002")).json()
    counties = (await visitor.get("/v1/navigations/region?region=331002001")).json()

    assert list(ways)[:3] == ["life_event", "business_event", "group"]
    assert len(ways) == 9
    assert ways["department"]["count"] == 74
    assert {one["code"]: one["count"] for one in themes["items"]}["075"] == 9
    assert {one["code"] for one in channels["items"]} == {"online", "window", "kiosk", "post"}
    assert {one["code"]: one["count"] for one in counties["items"]}["331081"] == 74


async def test_what_stands_below_an_entry_is_listed(visitor: httpx.AsyncClient) -> None:
    birth = (await visitor.get("/v1/navigations/life_event/birth/items?region=331002001")).json()
    first = (await visitor.get("/v1/navigations/person_theme/075/items?region=331002&limit=6")).json()
    second = (
        await visitor.get(
            f"/v1/navigations/person_theme/075/items?region=331002&limit=6&after={first['next']}"
        )
    ).json()
    wenling = (await visitor.get("/v1/navigations/region/331081/items?region=331002&limit=5")).json()
    nothing = await visitor.get("/v1/navigations/life_event/war/items?region=331002")

    assert [one["directory_code"] for one in birth["items"]] == ["wj-58", "ga-05", "yb-26", "rs-13"]
    assert (len(first["items"]), len(second["items"]), second["next"]) == (6, 3, None)
    assert not {one["item_id"] for one in first["items"]} & {one["item_id"] for one in second["items"]}
    assert {one["region_code"] for one in wenling["items"]} == {"331081"}
    assert nothing.status_code == 404


@pytest.mark.parametrize("kind", ["department", "audience", "channel", "corporate_theme", "group"])
async def test_counts_are_as_long_as_the_lists(visitor: httpx.AsyncClient, kind: str) -> None:
    entries = (await visitor.get(f"/v1/navigations/{kind}?region=331081")).json()["items"]
    for entry in [one for one in entries if one["count"]][:4]:
        path = f"/v1/navigations/{kind}/{entry['code']}/items?region=331081&limit=200"
        assert len((await visitor.get(path)).json()["items"]) == entry["count"]


async def test_what_is_withdrawn_is_no_longer_counted(
    visitor: httpx.AsyncClient, clerk: dict[str, str]
) -> None:
    path = "/v1/navigations/life_event?region=331002"
    before = await visitor.get(path)
    await visitor.post("/v1/items/331002-ga-05/withdraw", headers=clerk | {"if-match": "*"})

    same = await visitor.get(path, headers={"if-none-match": before.headers["etag"]})
    elsewhere = (await visitor.get("/v1/navigations/life_event?region=331081")).json()

    assert before.json()["items"][0]["count"] == 4
    assert (same.status_code, same.json()["items"][0]["count"]) == (200, 3)
    assert elsewhere["items"][0]["count"] == 4
    held = await visitor.get(path, headers={"if-none-match": same.headers["etag"]})
    assert (held.status_code, held.content) == (304, b"")


async def test_operators_keep_life_events(visitor: httpx.AsyncClient, editor: dict[str, str]) -> None:
    path = "/v1/operator/navigations/life_event/graduation"

    added = await visitor.put(path, headers=editor | {"if-match": '"0"'}, json=WISH)
    again = await visitor.put(path, headers=editor | {"if-match": '"0"'}, json=WISH)
    shown = (await visitor.get("/v1/navigations/life_event/graduation/items?region=331002")).json()
    removed = await visitor.delete(path, headers=editor | {"if-match": '"1"'})

    assert [added.status_code, again.status_code, removed.status_code] == [200, 412, 204]
    assert [one["directory_code"] for one in shown["items"]] == ["gjj-29", "rs-15"]
    assert (await visitor.get("/v1/navigations/life_event/graduation/items?region=331002")).status_code == 404


async def test_what_cannot_be_kept_is_refused(
    visitor: httpx.AsyncClient, editor: dict[str, str], gateway: Gateway
) -> None:
    path = "/v1/operator/navigations/life_event/graduation"
    sent = editor | {"if-match": '"0"'}

    unknown = await visitor.put(path, headers=sent, json=WISH | {"directory_codes": ["gjj-29", "xx-1"]})
    markup = await visitor.put(path, headers=sent, json=WISH | {"name": "<b>毕业</b>"})
    derived = await visitor.put("/v1/operator/navigations/department/gjj", headers=sent, json=WISH)
    nobody = await visitor.put(path, headers=gateway.header("li", grants={}), json=WISH)

    assert [one.status_code for one in (unknown, markup, derived, nobody)] == [422, 422, 409, 403]
    assert unknown.json()["errors"][0]["pointer"] == "#/directory_codes/1"


async def test_operators_see_an_entry_as_it_was_written(
    visitor: httpx.AsyncClient, editor: dict[str, str], clerk: dict[str, str]
) -> None:
    path = "/v1/operator/navigations/life_event"
    await visitor.put(f"{path}/graduation", headers=editor | {"if-match": '"0"'}, json=WISH)
    # What nobody offers where an officer sits stands in the entry all the same.
    await visitor.post("/v1/operator/items/331002-rs-15/withdraw", headers=clerk | {"if-match": "*"})

    entries = (await visitor.get(path, headers=editor)).json()
    derived = await visitor.get("/v1/operator/navigations/department", headers=editor)
    nobody = await visitor.get(path, headers=clerk)

    (one,) = [entry for entry in entries if entry["code"] == "graduation"]
    assert [each["directory_code"] for each in one["items"]] == ["gjj-29", "rs-15"]
    assert all(each["name"] for entry in entries for each in entry["items"])
    assert (one["position"], one["version"]) == (3, 1)
    assert [entry["position"] for entry in entries] == sorted(entry["position"] for entry in entries)
    assert [derived.status_code, nobody.status_code] == [409, 403]
