"""HTTP in front of departments."""

from sqlalchemy import select

from servicekit.auth import Public
from servicekit.db import Session
from servicekit.routing import Router
from servicekit.schemas import Out
from svc_catalog.departments.models import Department

router = Router(tags=["departments"])


class DepartmentOut(Out):
    """One department."""

    code: str
    name: str
    #: 机关, 事业单位, 群团, 企业
    kind: str


@router.get("/departments", dependencies=[Public("the list of departments is public")])
async def list_departments(session: Session) -> list[DepartmentOut]:
    """Return all departments."""
    rows = await session.scalars(select(Department).order_by(Department.code))
    return [DepartmentOut.model_validate(row) for row in rows]
