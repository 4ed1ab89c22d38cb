"""Scenes lead everybody somewhere: every path ends, every end exists, and two people have looked."""

import copy
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from servicekit.testing import Gateway
from svc_catalog.scenes import rules
from svc_catalog.scenes.seed import trees
from svc_catalog.scenes.types import End, Tree
from svc_catalog.seed import load

EDIT = {"scene:read": ["331000"], "scene:edit": ["331000"], "scene:publish": ["331000"]}


def question(*ways: str) -> dict[str, Any]:
    """A question whose options lead to nodes in turn."""
    options = [{"code": code, "label": f"到{to}", "to": to} for code, to in zip("xyz", ways, strict=False)]
    return {"kind": "question", "text": "哪里？", "options": options}


END = {"kind": "end", "text": "完", "goals": [{"directory_code": "gjj-29"}]}
CYCLE = {
    "title": "循环",
    "audience": "1",
    "start": "a",
    "nodes": {"a": question("b", "z"), "b": question("a", "z"), "z": END},
}


@pytest.fixture
def author(gateway: Gateway) -> dict[str, str]:
    return gateway.header("li-min", grants=EDIT)


@pytest.fixture
def publisher(gateway: Gateway) -> dict[str, str]:
    return gateway.header("chen", grants=EDIT)


def straight() -> dict[str, Any]:
    """A scene in which everything holds."""
    nodes = {"a": question("b", "z"), "b": question("z", "z"), "z": copy.deepcopy(END)}
    return CYCLE | {"title": "直行", "nodes": nodes}


async def test_answers_lead_to_items_situations_and_materials(visitor: httpx.AsyncClient) -> None:
    path = "/v1/scenes/rent-and-fund"
    first = (await visitor.get(f"{path}?region=331081100010")).json()
    answers = {"paid": "yes", "house": "no", "before": "no"}
    body = {"region": "331081100010", "answers": answers}
    third = (await visitor.post(f"{path}/answers", json=body)).json()
    body["answers"] = answers | {"marriage": "single"}
    there = (await visitor.post(f"{path}/answers", json=body)).json()

    assert (first["question"]["node"], first["question"]["left_at_most"], first["end"]) == ("paid", 4, None)
    assert [one["node"] for one in third["way"]] == ["paid", "house", "before"]
    assert third["question"]["text"] == "您的婚姻状况是？"
    (goal,) = there["end"]["goals"]
    assert (goal["item"]["item_id"], goal["situation_name"]) == ("331081-gjj-29", "单身职工无房")
    assert "婚姻登记信息" not in [material["name"] for material in goal["materials"]]
    assert goal["limit"] == {"amount": 0, "unit": "WORKDAY"}


async def test_who_goes_back_and_turns_off_is_led_along_the_new_way(visitor: httpx.AsyncClient) -> None:
    answers = {"paid": "no", "house": "no", "before": "no", "marriage": "single"}
    body = {"region": "331002", "answers": answers}

    there = (await visitor.post("/v1/scenes/rent-and-fund/answers", json=body)).json()

    assert [one["node"] for one in there["way"]] == ["paid"]
    assert there["end"]["advice"][0]["runs"][1]["item"] == "gjj-29"


async def test_an_item_that_is_withdrawn_is_said_to_be_missing(
    visitor: httpx.AsyncClient, clerk: dict[str, str], author: dict[str, str]
) -> None:
    await visitor.post("/v1/items/331002-gjj-31/withdraw", headers=clerk | {"if-match": "*"})
    body = {"region": "331002", "answers": {"paid": "yes", "house": "loan"}}

    there = (await visitor.post("/v1/scenes/rent-and-fund/answers", json=body)).json()

    assert there["end"]["goals"][0]["item"] is None
    assert there["end"]["goals"][0]["directory_code"] == "gjj-31"


async def test_strange_answers_and_scenes_are_refused(visitor: httpx.AsyncClient) -> None:
    path = "/v1/scenes/newborn/answers"
    maybe = await visitor.post(path, json={"region": "331002", "answers": {"born": "maybe"}})
    unasked = await visitor.post(path, json={"region": "331002", "answers": {"all": "yes"}})
    elsewhere = await visitor.post(path, json={"region": "330902", "answers": {}})
    unknown = await visitor.get("/v1/scenes/moon?region=331002")

    assert [one.status_code for one in (maybe, unasked, elsewhere, unknown)] == [422, 422, 404, 404]
    assert maybe.json()["errors"][0]["pointer"] == "#/answers/born"


async def test_the_list_of_scenes_costs_nothing_twice(visitor: httpx.AsyncClient) -> None:
    first = await visitor.get("/v1/scenes?region=331002")
    again = await visitor.get("/v1/scenes?region=331002", headers={"if-none-match": first.headers["etag"]})

    assert {one["code"] for one in first.json()} == {"open-restaurant", "newborn", "rent-and-fund", "elders"}
    assert (await visitor.get("/v1/scenes?region=330902")).json() == []
    assert (again.status_code, again.content) == (304, b"")


async def test_a_second_person_publishes_what_the_first_has_written(
    visitor: httpx.AsyncClient, author: dict[str, str], publisher: dict[str, str]
) -> None:
    path = "/v1/operator/scenes/straight"
    begun = await visitor.post(
        "/v1/operator/scenes",
        headers=author,
        json={"code": "straight", "region_code": "331000", "tree": straight()},
    )
    unseen = await visitor.get("/v1/scenes/straight?region=331002")
    own = await visitor.post(f"{path}/publish", headers=author | {"if-match": '"1"'})
    done = await visitor.post(f"{path}/publish", headers=publisher | {"if-match": '"1"'})
    nothing = await visitor.post(f"{path}/publish", headers=publisher | {"if-match": '"2"'})
    seen = await visitor.get("/v1/scenes/straight?region=331002")
    history = (await visitor.get(f"{path}/publications", headers=author)).json()

    assert (begun.status_code, begun.json()["state"], begun.json()["findings"]) == (201, "draft", [])
    assert begun.json()["proof"] == {"questions": 2, "ends": 1, "paths": 3, "shortest": 1, "longest": 2}
    assert unseen.status_code == 404
    assert [one.json()["type"].rpartition("/")[2] for one in (own, nothing)] == [
        "second-person-needed",
        "nothing-to-publish",
    ]
    assert (done.json()["state"], done.json()["number"], seen.status_code) == ("published", 1, 200)
    assert (history[0]["author"], history[0]["publisher"]) == ("li-min", "chen")


async def test_residents_keep_what_is_published_until_the_draft_is(
    visitor: httpx.AsyncClient, author: dict[str, str], publisher: dict[str, str]
) -> None:
    path = "/v1/operator/scenes/newborn"
    shown = await visitor.get(path, headers=author)
    tree = shown.json()["published"]
    tree["title"] = "宝宝来了"

    written = await visitor.put(path, headers=author | {"if-match": shown.headers["etag"]}, json=tree)
    stale = await visitor.put(path, headers=author | {"if-match": shown.headers["etag"]}, json=tree)
    before = (await visitor.get("/v1/scenes/newborn?region=331002")).json()["scene"]
    tag = written.headers["etag"]
    await visitor.post(f"{path}/publish", headers=publisher | {"if-match": tag})
    after = (await visitor.get("/v1/scenes/newborn?region=331002")).json()["scene"]
    gone = await visitor.post(f"{path}/withdraw", headers=publisher | {"if-match": "*"})

    assert (written.json()["state"], stale.status_code) == ("changing", 412)
    assert [(one["title"], one["number"]) for one in (before, after)] == [
        ("家里添了宝宝", 1),
        ("宝宝来了", 2),
    ]
    assert gone.json()["state"] == "withdrawn"
    assert (await visitor.get("/v1/scenes/newborn?region=331002")).status_code == 404


async def test_questions_in_a_circle_are_refused_at_the_option_that_leads_back(
    visitor: httpx.AsyncClient, author: dict[str, str]
) -> None:
    new = {"code": "circle", "region_code": "331000", "tree": CYCLE}

    begun = await visitor.post("/v1/operator/scenes", headers=author, json=new)
    written = await visitor.put("/v1/operator/scenes/newborn", headers=author | {"if-match": "*"}, json=CYCLE)

    for refused in (begun, written):
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (422, "scene-is-cyclic")
        assert [one["pointer"] for one in refused.json()["errors"]] == ["#/nodes/b/options/0/to"]


def lost(tree: dict[str, Any]) -> None:
    tree["nodes"]["lonely"] = tree["nodes"]["z"]


SPOILT: dict[str, tuple[str, Callable[[dict[str, Any]], Any]]] = {
    "no-start": ("#/start", lambda tree: tree.update(start="nowhere")),
    "dangling": ("#/nodes/a/options/1/to", lambda tree: tree["nodes"]["a"]["options"][1].update(to="gone")),
    "unreachable": ("#/nodes/lonely", lost),
    "twice": ("#/nodes/b/options/1/code", lambda tree: tree["nodes"]["b"]["options"][1].update(code="x")),
    "empty-end": ("#/nodes/z", lambda tree: tree["nodes"]["z"].update(goals=[])),
    "item-not-published": (
        "#/nodes/z/goals/0/directory_code",
        lambda tree: tree["nodes"]["z"].update(goals=[{"directory_code": "xx-99"}]),
    ),
    "no-such-situation": (
        "#/nodes/z/goals/0/situation",
        lambda tree: tree["nodes"]["z"].update(goals=[{"directory_code": "gjj-29", "situation": "martian"}]),
    ),
}


@pytest.mark.parametrize("rule", SPOILT)
async def test_what_does_not_hold_is_named_and_not_published(
    visitor: httpx.AsyncClient, author: dict[str, str], publisher: dict[str, str], rule: str
) -> None:
    tree = straight()
    pointer, spoil = SPOILT[rule]
    spoil(tree)
    new = {"code": "spoilt", "region_code": "331000", "tree": tree}

    begun = await visitor.post("/v1/operator/scenes", headers=author, json=new)
    refused = await visitor.post("/v1/operator/scenes/spoilt/publish", headers=publisher | {"if-match": "*"})

    assert begun.status_code == 201, begun.text
    assert (rule, pointer) in {(one["code"], one["pointer"]) for one in begun.json()["findings"]}
    assert "publish" not in begun.json()["allowed"]
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "scene-not-proven")
    assert rule in {one["code"] for one in refused.json()["findings"]}


async def test_a_published_scene_whose_item_goes_is_shown_to_its_keepers(
    visitor: httpx.AsyncClient, gateway: Gateway, author: dict[str, str]
) -> None:
    city = gateway.header("chen", grants={"item:withdraw": ["331000"]})
    before = (await visitor.get("/v1/operator/scenes", headers=author)).json()["items"]
    await visitor.post("/v1/items/331001-wj-58/withdraw", headers=city | {"if-match": "*"})

    after = (await visitor.get("/v1/operator/scenes", headers=author)).json()["items"]

    assert all(one["findings"] == [] and one["proof"] for one in before)
    found = {one["code"]: [finding["code"] for finding in one["findings"]] for one in after}
    assert found["newborn"] == ["item-not-published"]


async def test_nobody_keeps_scenes_of_another_region(visitor: httpx.AsyncClient, gateway: Gateway) -> None:
    grants = {name: ["331081"] for name in EDIT}
    wenling = gateway.header("wang", grants=grants)
    new = {"code": "straight", "region_code": "331000", "tree": straight()}

    answers = [
        await visitor.post("/v1/operator/scenes", headers=wenling, json=new),
        await visitor.get("/v1/operator/scenes/newborn", headers=wenling),
        await visitor.put(
            "/v1/operator/scenes/newborn", headers=wenling | {"if-match": "*"}, json=straight()
        ),
    ]

    assert [answer.status_code for answer in answers] == [403, 404, 404]
    assert (await visitor.get("/v1/operator/scenes", headers=wenling)).json()["items"] == []


async def test_texts_are_nodes_and_never_html(visitor: httpx.AsyncClient, author: dict[str, str]) -> None:
    tree = straight()
    tree["nodes"]["a"]["help"] = [{"kind": "paragraph", "runs": [{"text": "<img src=x onerror=alert(1)>"}]}]
    new = {"code": "markup", "region_code": "331000", "tree": tree}

    refused = await visitor.post("/v1/operator/scenes", headers=author, json=new)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"].startswith("#/tree/nodes/a")
    assert "onerror" not in refused.text


@pytest.mark.parametrize("code", trees())
def test_every_path_of_the_seeded_scenes_ends_at_something(code: str) -> None:
    tree = trees()[code]
    situations = load("situations.json")
    offered = {
        entry["directory_code"]: [
            one["code"] for one in situations.get(entry["directory_code"], {"situations": []})["situations"]
        ]
        for entry in load("directory.json")
    }

    ends = all_ends(tree, tree.start)

    assert rules.findings(tree, offered) == []
    proof = rules.proof(tree)
    assert proof is not None
    assert (proof.paths, proof.ends) == (len(ends), len(set(ends)))


def all_ends(tree: Tree, code: str) -> list[str]:
    """Follow every path by hand, as the proof must count it."""
    node = tree.nodes[code]
    if isinstance(node, End):
        return [code]
    return [end for option in node.options for end in all_ends(tree, option.to)]


def test_more_paths_than_anybody_walks_are_still_proven_to_end() -> None:
    nodes = {f"q{place}": question(f"q{place + 1}", f"q{place + 1}") for place in range(99)}
    tree = Tree.model_validate(CYCLE | {"start": "q0", "nodes": nodes | {"q99": END}})

    proof = rules.proof(tree)

    assert proof is not None
    assert (proof.paths, proof.longest) == (rules.MOST_PATHS, 99)
    assert rules.findings(tree, {"gjj-29": []}) == []
