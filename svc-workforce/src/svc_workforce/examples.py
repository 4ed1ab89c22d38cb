"""What the names of the staff directory look like, for the examples in its OpenAPI document, all made up."""

from typing import Any

POST = {
    "organisation_code": "GO_tz_331002_general",
    "organisation_name": "椒江区行政服务中心综合窗口",
    "region_code": "331002",
    "title": "综合窗口办事员",
    "is_main": True,
}

EXAMPLES: dict[str, Any] = {
    "employee_code": "GE_jj_clerk",
    "name": "*敏",
    "PostOut": POST,
    "OrganisationOut": {
        "code": "GO_tz_331002",
        "name": "椒江区行政服务中心",
        "region_code": "331002",
        "parent_code": "GO_tz",
    },
    "SyncOut.reason": "",
    "left_at": None,
    "suspects": [],
    "counts": {"joined": 2, "left": 1, "moved": 3},
    "compared_by": "GE_tz_admin",
    "applied_by": "GE_tz_admin",
    "remark": "已与人事核对",
    "seq": 1,
    "force": False,
    "organisation": "GO_tz_331002",
    "q": "李",
}
