"""What the names of hall figures look like, for the examples in its OpenAPI document."""

from typing import Any

EXAMPLES: dict[str, Any] = {
    "BatchIn": {
        "machine": "jj-1",
        "machine_now": "2026-04-30T09:00:02+08:00",
        "events": [
            {
                "number": "A017",
                "step": "taken",
                "at": "2026-04-30T08:59:41+08:00",
                "business": "公积金",
                "window": "",
            }
        ],
    },
    "received": 1,
    "changed_tickets": 1,
    "offset_s": 2,
    "machine": "jj-1",
    "number": "A017",
    "business": "公积金",
    "window": "3",
    "state": "finished",
    "left_at": None,
    "flags": [],
    "wait_s": 312,
    "hall_id": "site-02",
    "name": "椒江区行政服务中心",
    "tickets": 186,
    "waiting_now": 7,
    "mean_wait_s": 312.5,
    "p90_wait_s": 840.0,
    "longest_wait_s": 1204.0,
    "n": 23,
    "hour": 9,
    "taken": 31,
    "abandoned": 2,
    "formula": "平均等候 = Σ(叫号时间 − 取号时间) / n",
    "subject": "hub-jj",
    "day": "2026-04-30",
}
