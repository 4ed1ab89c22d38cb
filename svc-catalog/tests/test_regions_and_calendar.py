"""Which places there are, and which days count."""

import httpx


async def test_years_of_the_calendar(visitor: httpx.AsyncClient) -> None:
    year = (await visitor.get("/v1/calendar/2026")).json()
    next_year = (await visitor.get("/v1/calendar/2027")).json()

    assert {"date": "2026-10-10", "is_off": False, "name": "调休上班"} in year["days"]
    assert (year["is_provisional"], next_year["is_provisional"]) == (False, True)
    assert (await visitor.get("/v1/calendar/2099")).status_code == 404


async def test_regions_from_the_province_to_the_village(visitor: httpx.AsyncClient) -> None:
    counties = (await visitor.get("/v1/regions?parent=331000")).json()["items"]
    towns = (await visitor.get("/v1/regions?parent=331002")).json()["items"]
    villages = (await visitor.get(f"/v1/regions?parent={towns[0]['code']}")).json()["items"]

    assert {"331001", "331002", "331091"} <= {county["code"] for county in counties}
    assert towns[0]["name"] == "海门街道"
    assert {village["level"] for village in villages} == {"village"}
