"""What the names of the map look like, for the examples in its OpenAPI document; positions are indicative."""

from typing import Any

HALL = "椒江区行政服务中心"
REASON = {"code": "lunch_break", "text": "午间休息，14:00 开放", "since": None}
WAIT = {"waiting": 7, "n": 23, "mean_s": 312.5, "as_of": "2026-04-30T01:00:00Z"}

EXAMPLES: dict[str, Any] = {
    "HoldingOut": {
        "key": "331002-gjj-29",
        "version": 3,
        "name": "无房租赁住房提取公积金",
        "is_offered": True,
    },
    "site_id": "site-02",
    "name": HALL,
    "kind": "county_hall",
    "list_region": "331002",
    "address": "椒江区（示意地址）",
    "phone": "0576-88880000",
    "windows": 42,
    "longitude": 121.4427,
    "latitude": 28.6735,
    "lng": 121.4427,
    "lat": 28.6735,
    "crs": "cgcs2000",
    "state": "open",
    "source": "示意坐标，区县驻地",
    "is_provisional": False,
    "reason": None,
    "why_not": None,
    "HoursOut": {"weekday": 1, "opens": "08:30", "closes": "12:00"},
    "WaitOut": WAIT,
    "TodayOut": {
        "date": "2026-04-30",
        "spans": [{"opens": "08:30", "closes": "12:00"}, {"opens": "14:00", "closes": "17:30"}],
        "closed": None,
        "is_provisional": False,
    },
    "OfferOut": {"item_id": "331002-gjj-29", "directory_code": "gjj-29", "name": "无房租赁住房提取公积金"},
    "short_list": None,
    "changed_by": "GE_jj_clerk",
    "item": "gjj-29",
    "CandidateOut.id": "site-02",
    "CandidateOut.is_fit": True,
    "CandidateOut.why_not": [],
    "CandidateOut.opens_at": None,
    "distance_m": 812,
    "WantedOut": {"code": "gjj-29", "directory_code": "gjj-29", "name": "无房租赁住房提取公积金"},
    "TaskOut": {
        "id": "0192d3a0-6f1b-7c3e-9a52-3b1f5d2c8e47",
        "kind": "offer",
        "subject": "site-02",
        "region_code": "331002",
        "title": f"{HALL}不再办理一个事项",
        "reason": "事项已停止办理",
        "opened_at": "2026-04-30T01:00:00Z",
        "closed_at": None,
        "closed_by": None,
        "note": "",
    },
    "SiteEdit": {"phone": "0576-88880001", "source": "网点来电"},
    "note": "已更新窗口告示",
}
