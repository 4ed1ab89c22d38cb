"""The providers' signatures against the vectors of their documents and clients (domain.md 7)."""

import base64
import hmac
from datetime import UTC, datetime

import pytest

from gateway.sso import signatures

SECRET, KEY, DATE = "test-secret", "BCDSGA_test", "Thu, 01 Jan 2026 00:00:00 GMT"
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
PREFIX = "/restapi/prod/"


def test_the_classic_sign_is_an_md5_over_code_password_and_local_time() -> None:
    time = signatures.classic_time(NEW_YEAR)

    assert time == "20260101080000"
    assert signatures.classic_sign("svc", "pwd", time) == "c6e7f073c4ad44369665f1ae4d3e2861"


@pytest.mark.parametrize(
    ("method", "route", "params", "expected"),
    [
        (
            "GET",
            "IC33000020220329000008/uc/sso/getUserInfo",
            [("a", "1"), ("b", "2")],
            "bwB0DNA1bLo0W03tpAV8jrHwfB0UxNe6CPwM4niMQtE=",
        ),
        (
            "POST",
            "IC33000020220329000008/uc/sso/getUserInfo",
            [],
            "kqVqLlwyL5dfEonvLTvvT4Ra6mB0RZBtuerNJFMftZ8=",
        ),
        (
            "POST",
            "IC33000020220329000007/uc/sso/access_token",
            [],
            "El6SvesDQ3wNwoxhCWdWwy4qRioNtaz9AKg7KP3NojE=",
        ),
        (
            "GET",
            "IC33000020220329000008/uc/sso/getUserInfo",
            [("x", "a b"), ("a", "1"), ("name", "张三"), ("a1", "0")],
            "BzQnEbKqzO4GAhyGNa6aLmil2ofSvcWupnfhp0qGIv0=",
        ),
    ],
    ids=["query", "post getUserInfo", "post access_token", "sorted and encoded"],
)
def test_the_irs_gateway_signs_method_path_sorted_query_key_and_date(
    method: str, route: str, params: list[tuple[str, str]], expected: str
) -> None:
    signed = signatures.irs_signature(SECRET, KEY, method, PREFIX + route, params, DATE)

    assert signed == expected


def test_the_irs_headers_name_algorithm_key_and_date() -> None:
    headers = signatures.irs_headers(
        SECRET, KEY, "POST", f"{PREFIX}IC33000020220329000008/uc/sso/getUserInfo", [], NEW_YEAR
    )

    assert headers == {
        "X-BG-HMAC-SIGNATURE": "kqVqLlwyL5dfEonvLTvvT4Ra6mB0RZBtuerNJFMftZ8=",
        "X-BG-HMAC-ALGORITHM": "hmac-sha256",
        "X-BG-HMAC-ACCESS-KEY": KEY,
        "X-BG-DATE-TIME": DATE,
    }


def test_the_older_company_sign_on_signs_the_exact_bytes() -> None:
    signed = signatures.esso_signature(SECRET, b'{"token":"t1"}')

    assert signed == "cd8872a656db448228cf581f0b478abb047261047f0108da8a3cc2ef5e0ac587"


@pytest.mark.parametrize(
    ("path", "params", "expected"),
    [
        (
            "/mozi/organization/listOrganizationsByCodes",
            [("tenantId", "1"), ("organizationCodes", "GO_2"), ("organizationCodes", "GO_1")],
            "J47BigAaUXF1KcEy5FfqkzeyvWHLqWKxPYN+tQLFf2U=",
        ),
        (
            "/mozi/fusion/pageSearchEmployee",
            [("tenantId", "1"), ("nameKeywords", "张三"), ("cascadeOrganizationCode", "")],
            "VCFRwCUWUoH6nrQbNZrCQz9jAxPacomTdT5zd60t0To=",
        ),
    ],
    ids=["repeated names", "raw values, empty ones left out"],
)
def test_the_staff_platform_signs_raw_values_sorted_by_name(
    path: str, params: list[tuple[str, str]], expected: str
) -> None:
    timestamp = signatures.staff_timestamp(NEW_YEAR)

    assert timestamp == "2026-01-01T08:00:00.000+08:00"
    assert (
        signatures.staff_signature(SECRET, "POST", timestamp, "17672256000001234", path, params) == expected
    )


def test_the_staff_platform_sorts_names_without_regard_to_case() -> None:
    mixed, sorted_so = [("Zeta", "1"), ("alpha", "2")], "POST\nt\nn\n/p\nalpha=2&Zeta=1"

    signed = signatures.staff_signature(SECRET, "POST", "t", "n", "/p", mixed)

    assert signed == base64.b64encode(hmac.digest(SECRET.encode(), sorted_so.encode(), "sha256")).decode()
