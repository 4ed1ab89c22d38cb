"""What is true of grants, styles and ages whatever the database does."""

from dataclasses import dataclass
from datetime import date

import pytest

from gateway.accounts.rules import first_style, years_between
from gateway.grants.errors import NotBelowYou
from gateway.grants.roles import application_of, role_of
from gateway.grants.rules import check_below, permissions_of, strictly_below

CLERK = role_of("filing", "operator")
assert CLERK is not None


@dataclass
class Held:
    application: str
    role: str
    region_code: str


def held(**regions: str) -> dict[str, frozenset[str]]:
    """Return the permissions of a clerk within 331000, and others as told."""
    found = dict.fromkeys(CLERK.permissions, frozenset({"331000"}))
    return found | {name.replace("_", ":"): frozenset({code}) for name, code in regions.items()}


def test_to_hold_a_permission_is_not_to_administer_its_region() -> None:
    with pytest.raises(NotBelowYou) as refused:
        check_below(held(grant_edit="331002"), CLERK, "331081")

    assert refused.value.extensions == {"region_code": "331081"}


def test_to_administer_a_region_is_not_to_hold_every_permission_there() -> None:
    with pytest.raises(NotBelowYou) as refused:
        check_below(held(grant_edit="331000", case_decide="331002"), CLERK, "331081")

    assert refused.value.extensions == {"permissions": ["case:decide"]}


def test_who_administers_nothing_grants_nothing() -> None:
    with pytest.raises(NotBelowYou):
        check_below(held(), CLERK, "331002")


@pytest.mark.parametrize(
    ("upper", "lower", "is_below"),
    [
        ("330000", "331000", True),
        ("331000", "331002", True),
        ("331002", "331002001", True),
        ("331002", "331002", False),
        ("331002", "331000", False),
        ("331002", "331003001", False),
        ("331000", "330900", False),
    ],
)
def test_the_tree_of_regions_is_in_their_codes(upper: str, lower: str, *, is_below: bool) -> None:
    assert strictly_below(upper, lower) is is_below


def test_regions_of_several_grants_are_joined_and_forgotten_roles_give_nothing() -> None:
    grants = [
        Held("filing", "reader", "331002"),
        Held("filing", "operator", "331081"),
        Held("filing", "emperor", "330000"),
        Held("treasury", "reader", "330000"),
    ]

    found = permissions_of(grants)

    assert found["case:read"] == {"331002", "331081"}
    assert found["case:decide"] == {"331081"}
    assert "330000" not in frozenset().union(*found.values())


@pytest.mark.parametrize("permissions", [[], ["everything"], ["case:*"], ["Case:read"]])
def test_a_role_that_lists_no_proper_permissions_is_not_declared(permissions: list[str]) -> None:
    with pytest.raises(ValueError, match="does not list permissions"):
        application_of("x", {"title": "X", "roles": {"r": {"title": "R", "permissions": permissions}}})


@pytest.mark.parametrize(
    ("id_type", "id_number", "style"),
    [
        ("1", "331083194806060157", "elder"),
        ("1", "331002196604300012", "elder"),
        ("1", "331002196605010012", "normal"),
        ("2", "331083194806060157", "normal"),
        ("1", "", "normal"),
        ("1", "331083194899990157", "normal"),
    ],
)
def test_elder_mode_begins_on_the_sixtieth_birthday(id_type: str, id_number: str, style: str) -> None:
    assert first_style(id_type, id_number, date(2026, 4, 30)) == style


def test_a_birthday_on_the_29th_of_february_counts_from_the_first_of_march() -> None:
    assert years_between(date(1964, 2, 29), date(2025, 2, 28)) == 60
    assert years_between(date(1964, 2, 29), date(2025, 3, 1)) == 61
