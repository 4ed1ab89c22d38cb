"""The province writes, the lists follow, the others hear of it, and nobody says anything else."""

from collections.abc import Callable
from typing import Any

import httpx

Patience = Callable[..., Any]
IDENTITY = "331002-ga-02"
NEIGHBOURS = ["svc-filing", "svc-helpdesk", "svc-map", "svc-kiosk"]


def test_what_the_province_changes_is_read_in_every_county_and_compared_with_what_others_hold(
    city: Any, patience: Patience
) -> None:
    chief, clerk = city.staff("city-admin"), city.staff("clerk-jiaojiang")
    resident = city.browser()

    def feed() -> dict[str, Any]:
        answer = chief.get("/catalog/v1/operator/feeds/province")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    # A suite reads the library when it starts.
    patience(lambda: feed()["state"] == "current", within=60)
    row = f"{city.suite.url('library')}/_sim/items/ga-02"
    changed = {"general": {"by_law": "《中华人民共和国居民身份证法》（2011年修正）"}}
    httpx.put(row, json=changed).raise_for_status()
    assert chief.post("/catalog/v1/operator/feeds/province/run").status_code == 202
    patience(lambda: feed()["cursor"] == 75, within=60)

    def basis() -> str:
        return str(resident.get(f"/catalog/v1/items/{IDENTITY}").json()["guide"]["legal_basis"])

    patience(lambda: basis() == changed["general"]["by_law"], within=30)
    guide = clerk.get(f"/catalog/v1/operator/items/{IDENTITY}").json()["guide"]
    body = {"guide": guide | {"legal_basis": "本局规定"}, "reason": "试改"}
    refused = clerk.send("PUT", f"/api/catalog/v1/operator/items/{IDENTITY}/draft", json=body)
    assert refused.json()["errors"][0]["pointer"] == "#/guide/legal_basis"

    def run() -> dict[str, Any] | None:
        assert chief.post("/catalog/v1/operator/drift/run").status_code == 202
        runs = chief.get("/catalog/v1/operator/drift/runs?limit=1").json()
        compared = runs and all(runs[0]["neighbours"][one]["verdict"] == "compared" for one in NEIGHBOURS)
        return dict(runs[0]) if compared else None

    found = patience(run, within=60)
    assert {found["neighbours"][one]["held"] for one in NEIGHBOURS} == {found["items"]}
    assert [found["neighbours"][one]["differing"] for one in NEIGHBOURS] == [0] * 4
