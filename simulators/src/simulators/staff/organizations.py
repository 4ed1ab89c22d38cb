"""The directory as other systems read it: organisations, people, posts (domain.md §7.3)."""

from typing import Any

from fastapi import APIRouter

from simulators.staff.calls import Call, CallRefused, Signed, success
from simulators.staff.directory import Employee, Organization, Position
from simulators.staff.platform import Here, Platform

NO_ORGANIZATION = ("400100", "组织不存在")
NO_EMPLOYEE = ("400101", "人员不存在")

# When everybody and everything was entered: the directory has no history.
ENTERED = "2024-03-01 09:00:00"

router = APIRouter()


@router.api_route("/auth/scopesV2", methods=["GET", "POST"])
async def scopes(call: Signed, platform: Here) -> dict[str, Any]:  # noqa: ARG001
    """Return the organisations that the application may read, each with all below it."""
    roots = [one.code for one in platform.directory.organizations.values() if one.parent is None]
    return success(deptVisibleScopes=roots, userVisibleScopes=[])


@router.api_route("/mozi/organization/getOrganizationByCode", methods=["GET", "POST"])
async def organization(call: Signed, platform: Here) -> dict[str, Any]:
    """Return one organisation."""
    return success(data=_organization(_known(call.one("organizationCode"), platform), platform))


@router.api_route("/mozi/organization/listOrganizationsByCodes", methods=["GET", "POST"])
async def list_organizations(call: Signed, platform: Here) -> dict[str, Any]:
    """Return those of the organisations that exist."""
    known = platform.directory.organizations
    found = [known[code] for code in call.many("organizationCodes") if code in known]
    return success(data=[_organization(one, platform) for one in found])


@router.api_route("/mozi/organization/pageSubOrganizationCodes", methods=["GET", "POST"])
async def page_children(call: Signed, platform: Here) -> dict[str, Any]:
    """Return a page of the codes one step below."""
    parent = _known(call.one("organizationCode"), platform)
    children = platform.directory.children(parent.code) if call.one("status", "A") == "A" else []
    return success(**_page([one.code for one in children], parent.code, call, platform))


@router.api_route("/mozi/organization/pageOrganizationEmployeeCodes", methods=["GET", "POST"])
async def page_employee_codes(call: Signed, platform: Here) -> dict[str, Any]:
    """Return a page of the codes of the people in an organisation."""
    place = _known(call.one("organizationCode"), platform)
    codes = [one.code for one in _employees(place, call, platform)]
    return success(**_page(codes, place.code, call, platform))


@router.api_route("/mozi/organization/pageOrganizationEmployeePositions", methods=["GET", "POST"])
async def page_employee_positions(call: Signed, platform: Here) -> dict[str, Any]:
    """Return a page of the people in an organisation, each with all posts he holds."""
    place = _known(call.one("organizationCode"), platform)
    rows = [
        _employee(one) | {"govEmployeePositions": _positions(one, platform)}
        for one in _employees(place, call, platform)
    ]
    return success(**_page(rows, place.code, call, platform))


@router.api_route("/mozi/fusion/pageSearchEmployee", methods=["GET", "POST"])
async def search_employees(call: Signed, platform: Here) -> dict[str, Any]:
    """Return a page of the people whose name holds the keywords, in one organisation or all below it."""
    inside = call.one("inOrganizationCode", "")
    place = _known(inside or call.one("cascadeOrganizationCode"), platform)
    places = {place.code} if inside else platform.directory.subtree(place.code)
    keywords, status = call.one("nameKeywords", ""), call.one("status", "")
    rows = [
        {
            "employeeName": one.name,
            "employeeCode": one.code,
            "accountId": one.account_id,
            "account": one.account,
            "status": one.status,
        }
        for one in platform.directory.visible()
        if keywords in one.name
        and status in {"", one.status}
        and any(position.organization in places for position in one.positions)
    ]
    return success(**_page(rows, place.code, call, platform))


@router.api_route("/mozi/employee/getEmployeeByCode", methods=["GET", "POST"])
async def employee(call: Signed, platform: Here) -> dict[str, Any]:
    """Return one person."""
    return success(data=_employee(_person(call.one("employeeCode"), platform)))


@router.api_route("/mozi/employee/listEmployeesByCodes", methods=["GET", "POST"])
async def list_employees(call: Signed, platform: Here) -> dict[str, Any]:
    """Return those of the people that exist."""
    return success(data=[_employee(one) for one in _people(call, platform)])


@router.api_route("/mozi/employee/listEmployeeAccountIds", methods=["GET", "POST"])
async def list_accounts(call: Signed, platform: Here) -> dict[str, Any]:
    """Return the accounts of those of the people that exist."""
    rows = [
        {
            "accountId": one.account_id,
            "accountCode": one.account,
            "accountNamespace": "local",
            "employeeCode": one.code,
        }
        for one in _people(call, platform)
    ]
    return success(data=rows)


@router.api_route("/mozi/employee/listEmployeePositionsByEmployeeCode", methods=["GET", "POST"])
async def list_positions(call: Signed, platform: Here) -> dict[str, Any]:
    """Return the posts of one person, all or the main one only."""
    person = _person(call.one("employeeCode"), platform)
    wanted = call.one("employeePositionType", "")
    rows = _positions(person, platform)
    if wanted == "EMPLOYEE_POSITION_MAIN":
        rows = [row for row in rows if row["mainJob"]]
    return success(data=rows)


def _known(code: str, platform: Platform) -> Organization:
    found = platform.directory.organizations.get(code)
    if found is None:
        raise CallRefused(*NO_ORGANIZATION)
    return found


def _person(code: str, platform: Platform) -> Employee:
    found = platform.directory.find(code)
    if found is None:
        raise CallRefused(*NO_EMPLOYEE)
    return found


def _people(call: Call, platform: Platform) -> list[Employee]:
    visible = {one.code: one for one in platform.directory.visible()}
    return [visible[code] for code in call.many("employeeCodes") if code in visible]


def _employees(place: Organization, call: Call, platform: Platform) -> list[Employee]:
    status = call.one("employeeStatus", "")
    return [
        one for one in platform.directory.visible() if one.works_in(place.code) and status in {"", one.status}
    ]


def _page(rows: list[Any], organization_code: str, call: Call, platform: Platform) -> dict[str, Any]:
    is_empty = platform.directory.faults.empties(organization_code)
    return call.page([] if is_empty else rows)


def _organization(found: Organization, platform: Platform) -> dict[str, Any]:
    parent = platform.directory.organizations.get(found.parent or "")
    return {
        "organizationCode": found.code,
        "organizationName": found.name,
        "parentCode": found.parent or "",
        "parentName": parent.name if parent else "",
        "typeCode": "GOV_UNIT" if found.is_unit else "GOV_INTERNAL_INSTITUTION",
        "typeName": "单位" if found.is_unit else "内设机构",
        "divisionCode": f"{found.division}000000",
        "displayOrder": found.order,
        "leaf": not platform.directory.children(found.code),
        "gmtCreate": ENTERED,
        "status": "A",
    }


def _employee(person: Employee) -> dict[str, Any]:
    return {
        "employeeCode": person.code,
        "employeeName": person.name,
        "empGender": person.gender,
        "empJobLevelCode": "ZHI_JI_QI_TA",
        "empBudgetedPostCode": "BIAN_ZHI_QI_TA",
        "empPoliticalStatusCode": "",
        "status": person.status,
        "gmtCreate": ENTERED,
    }


def _positions(person: Employee, platform: Platform) -> list[dict[str, Any]]:
    return [_position(person, position, platform) for position in person.positions]


def _position(person: Employee, position: Position, platform: Platform) -> dict[str, Any]:
    place = platform.directory.organizations[position.organization]
    return {
        "employeeCode": person.code,
        "organizationCode": place.code,
        "empPosUnitCode": place.code if place.is_unit else place.parent,
        "empPosInnerInstitutionCode": place.code,
        "empPosEmployeeRoleCode": "REN_YUAN_JU_SE_PU_TONG_YONG_HU",
        "govEmpPosJob": position.job,
        "govEmpPosPhoneNo": person.mobile,
        "mainJob": position.is_main,
        "orderInOrganization": position.order,
        "jobAttributesCode": "1" if position.is_main else "2",
        "status": person.status,
        "gmtCreate": ENTERED,
    }
