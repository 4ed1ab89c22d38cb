"""Every vector of domain.md §7, against the simulators' own signers."""

import hashlib

import pytest

from simulators.provincial import signing as provincial
from simulators.sources import signing as sources
from simulators.staff import signing as staff

DATE = "Thu, 01 Jan 2026 00:00:00 GMT"
INFO = "/restapi/prod/IC33000020220329000008/uc/sso/getUserInfo"
TOKEN = "/restapi/prod/IC33000020220329000007/uc/sso/access_token"


def test_the_classic_sign_is_a_lower_case_md5() -> None:
    assert provincial.md5_sign("svc", "pwd", "20260101080000") == "c6e7f073c4ad44369665f1ae4d3e2861"


@pytest.mark.parametrize(
    ("method", "path", "query", "expected"),
    [
        ("GET", INFO, "a=1&b=2", "bwB0DNA1bLo0W03tpAV8jrHwfB0UxNe6CPwM4niMQtE="),
        ("GET", INFO, "b=2&a=1", "bwB0DNA1bLo0W03tpAV8jrHwfB0UxNe6CPwM4niMQtE="),
        ("POST", INFO, "", "kqVqLlwyL5dfEonvLTvvT4Ra6mB0RZBtuerNJFMftZ8="),
        ("POST", TOKEN, "", "El6SvesDQ3wNwoxhCWdWwy4qRioNtaz9AKg7KP3NojE="),
        (
            "GET",
            INFO,
            "a=1&a1=0&name=%E5%BC%A0%E4%B8%89&x=a%20b",
            "BzQnEbKqzO4GAhyGNa6aLmil2ofSvcWupnfhp0qGIv0=",
        ),
        ("GET", INFO, "x=a+b&name=张三&a=1&a1=0", "BzQnEbKqzO4GAhyGNa6aLmil2ofSvcWupnfhp0qGIv0="),
    ],
)
def test_the_irs_signature(method: str, path: str, query: str, expected: str) -> None:
    assert provincial.irs_signature(method, path, query, "BCDSGA_test", DATE, "test-secret") == expected


def test_the_irs_query_is_sorted_as_whole_pairs() -> None:
    canonical = provincial.canonical_query("name=%E5%BC%A0%E4%B8%89&x=a%20b&a=1&a1=0")

    assert canonical == "a1=0&a=1&name=%E5%BC%A0%E4%B8%89&x=a%20b"


def test_the_esso_signature_is_lower_hex_over_the_bytes() -> None:
    expected = "cd8872a656db448228cf581f0b478abb047261047f0108da8a3cc2ef5e0ac587"

    assert provincial.esso_signature(b'{"token":"t1"}', "test-secret") == expected


@pytest.mark.parametrize(
    ("uri", "parameters", "expected"),
    [
        (
            "/mozi/organization/listOrganizationsByCodes",
            [("tenantId", "1"), ("organizationCodes", "GO_2"), ("organizationCodes", "GO_1")],
            "J47BigAaUXF1KcEy5FfqkzeyvWHLqWKxPYN+tQLFf2U=",
        ),
        (
            "/mozi/fusion/pageSearchEmployee",
            [("tenantId", "1"), ("nameKeywords", "张三"), ("status", "")],
            "VCFRwCUWUoH6nrQbNZrCQz9jAxPacomTdT5zd60t0To=",
        ),
    ],
)
def test_the_staff_signature(uri: str, parameters: staff.Parameters, expected: str) -> None:
    timestamp, nonce = "2026-01-01T08:00:00.000+08:00", "17672256000001234"

    assert staff.signature("POST", timestamp, nonce, uri, parameters, "test-secret") == expected


def test_staff_parameters_keep_duplicates_and_ignore_case() -> None:
    given = [("b", "2"), ("B", "1"), ("a", "9"), ("a", "1"), ("empty", "")]

    assert staff.canonical(given) == "a=1&a=9&B=1&b=2"


def test_the_sign_of_shared_data() -> None:
    assert (
        sources.sign("key", "secret", "1767225600000") == hashlib.md5(b"keysecret1767225600000").hexdigest()
    )
