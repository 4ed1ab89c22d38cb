"""The three sources: secrets, records, purpose, and what happens when one is off."""

from typing import Any

import pytest

from simulators.testing import Sources

FUND, PROPERTY, MARRIAGE = "housingFundAccount", "realEstateByOwner", "marriageRegistration"
LIN_XIAO, CHEN_BO, YE_LAOTAI = "331002199003070014", "331002198501011231", "331083194806060157"
PEOPLE = [
    LIN_XIAO,
    CHEN_BO,
    "330902197005150025",
    "53330119951001004X",
    YE_LAOTAI,
    "33102119951001004X",
]


async def one(shared: Sources, name: str, card_id: str) -> dict[str, Any]:
    (record,) = (await shared.data(name, card_id)).json()["datas"]
    return dict(record)


async def test_who_owns_no_flat_and_has_paid_three_months(shared: Sources) -> None:
    fund = await one(shared, FUND, LIN_XIAO)
    marriage = await one(shared, MARRIAGE, LIN_XIAO)

    assert (fund["accountStatus"], fund["accountStatusName"]) == ("01", "正常")
    assert fund["consecutiveMonths"] >= 3
    assert fund["lastRentWithdrawalDate"] is None
    assert (await one(shared, PROPERTY, LIN_XIAO))["flatCount"] == 0
    assert (marriage["maritalStatus"], marriage["maritalStatusName"]) == ("10", "未婚")
    assert marriage["spouseCardId"] is None


async def test_who_owns_a_flat_and_who_is_married(shared: Sources) -> None:
    property_ = await one(shared, PROPERTY, CHEN_BO)
    marriage = await one(shared, MARRIAGE, YE_LAOTAI)

    assert (property_["flatCount"], property_["flats"][0]["divisionCode"]) == (1, "331002")
    assert marriage["maritalStatusName"] == "已婚"
    assert (await one(shared, MARRIAGE, marriage["spouseCardId"]))["spouseCardId"] == YE_LAOTAI


@pytest.mark.parametrize("card_id", PEOPLE)
async def test_everybody_of_the_story_is_known_to_all_sources(shared: Sources, card_id: str) -> None:
    assert (await one(shared, FUND, card_id))["consecutiveMonths"] >= 3
    assert (await one(shared, PROPERTY, card_id))["flatCount"] == (1 if card_id == CHEN_BO else 0)
    assert (await one(shared, MARRIAGE, card_id))["cardId"] == card_id


async def test_of_an_unknown_person_there_is_no_record(shared: Sources) -> None:
    answer = (await shared.data(FUND, "11010519491231002X")).json()

    assert (answer["code"], answer["datas"], answer["dataCount"]) == ("00", [], 0)


async def test_secrets_are_renewed_and_run_out(shared: Sources) -> None:
    first = await shared.secrets()
    refreshed = await shared.http.post(
        "/gateway/app/refreshTokenBySec.htm", data=shared.parameters(first["refreshSecret"])
    )
    second = refreshed.json()["datas"]["requestSecret"]
    with_first = (await shared.data(FUND, LIN_XIAO, secret=first["requestSecret"])).json()
    with_second = (await shared.data(FUND, LIN_XIAO, secret=second)).json()
    # The secrets get older than a quarter of an hour while the platform's clock stays near the caller's.
    for known in shared.http._transport.app.state.platform._secrets.values():  # type: ignore[attr-defined]
        known.request = dict.fromkeys(known.request, 0.0)
    late = (await shared.data(FUND, LIN_XIAO, secret=second)).json()

    assert [with_first["code"], with_second["code"], late["code"]] == ["00", "00", "05"]
    assert first["requestSecretEndTime"] < first["refreshSecretEndTime"]


async def test_a_reset_leaves_the_secrets_good(shared: Sources) -> None:
    secret = (await shared.secrets())["requestSecret"]
    await shared.http.post("/_sim/reset")

    assert (await shared.data(FUND, LIN_XIAO, secret=secret)).json()["code"] == "00"


async def test_a_fixed_request_secret_is_accepted_where_one_is_set(shared: Sources) -> None:
    assert (await shared.data(FUND, LIN_XIAO, secret="fixed")).json()["code"] == "00"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"secret": "guess"}, "03"),
        ({"appKey": "nobody"}, "02"),
        ({"requestTime": "1"}, "04"),
        ({"requestTime": "now"}, "04"),
        ({"sign": ""}, "01"),
        ({"card_id": ""}, "01"),
        ({"additional": ""}, "01"),
        ({"additional": "not json"}, "06"),
        ({"additional": '{"powerMatters":"x","materialName":"y"}'}, "06"),
        ({"additional": '{"powerMatters":"x","materialName":"y","sponsorName":" "}'}, "06"),
    ],
)
async def test_a_wrong_call_is_answered_with_its_code(
    shared: Sources, given: dict[str, str], code: str
) -> None:
    answer = await shared.data(FUND, **({"card_id": LIN_XIAO} | given))

    assert (answer.status_code, answer.json()["code"], answer.json()["datas"]) == (200, code, [])
    assert (await shared.http.get("/_sim/calls")).json() == []


async def test_a_refusal_names_the_field_that_is_missing(shared: Sources) -> None:
    answer = await shared.data(FUND, LIN_XIAO, additional='{"powerMatters":"x"}')

    assert answer.json()["msg"] == "additional缺少：materialName、sponsorName"


async def test_answered_calls_are_kept_with_their_purpose(shared: Sources) -> None:
    await shared.data(FUND, LIN_XIAO)
    (call,) = (await shared.http.get("/_sim/calls")).json()

    assert (call["source"], call["cardId"]) == ("fund", LIN_XIAO)
    assert call["additional"]["sponsorName"] == "李敏"
    assert (await shared.http.delete("/_sim/calls")).json() == []


async def test_a_source_may_be_off_for_one_person(shared: Sources) -> None:
    await shared.http.post("/_sim/switch/property", json={"off": True, "cardIds": [CHEN_BO]})

    assert (await shared.data(PROPERTY, CHEN_BO)).status_code == 503
    assert (await shared.data(PROPERTY, LIN_XIAO)).status_code == 200
    assert (await shared.data(FUND, CHEN_BO)).status_code == 200


@pytest.mark.parametrize("mode", ["503", "timeout"])
async def test_a_source_may_be_off_for_everybody(shared: Sources, mode: str) -> None:
    await shared.http.post("/_sim/switch/property", json={"off": True, "mode": mode})
    off = await shared.data(PROPERTY, LIN_XIAO)
    shown = (await shared.http.get("/_sim/switch")).json()
    await shared.http.post("/_sim/switch/property", json={"off": False})

    assert off.status_code == 503
    assert (shown["property"]["off"], shown["fund"]["off"]) == (True, False)
    assert (await shared.data(PROPERTY, LIN_XIAO)).status_code == 200


async def test_a_record_is_changed_added_and_removed(shared: Sources) -> None:
    address = f"/_sim/records/fund/{LIN_XIAO}"
    await shared.http.put(address, json={"balance": "10.00"})
    changed = await one(shared, FUND, LIN_XIAO)
    await shared.http.delete(address)
    gone = (await shared.data(FUND, LIN_XIAO)).json()["datas"]
    added = await shared.http.put("/_sim/records/property/11010519491231002X", json={"flats": [{}]})
    await shared.http.post("/_sim/reset")

    assert (changed["balance"], changed["consecutiveMonths"]) == ("10.00", 38)
    assert gone == []
    assert added.json()["flatCount"] == 1
    assert (await one(shared, FUND, LIN_XIAO))["balance"] == "48250.36"
    assert (await shared.http.get("/_sim/records/property/11010519491231002X")).status_code == 404
