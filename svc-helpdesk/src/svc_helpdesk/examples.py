"""What the names of the helpdesk look like, for the examples in its OpenAPI document."""

from typing import Any

ITEM, NAME = "331002-gjj-29", "无房租赁住房提取公积金"
QUESTION = "租房提公积金要带什么材料？"
CITATION = {"entry_id": f"{ITEM}.materials", "item_id": ITEM, "item_name": NAME, "item_version": 3}

EXAMPLES: dict[str, Any] = {
    "HoldingOut": {
        "key": "331002-gjj-29",
        "version": 3,
        "name": "无房租赁住房提取公积金",
        "is_offered": True,
    },
    "item_id": ITEM,
    "item_name": NAME,
    "item_version": 3,
    "item": ITEM,
    "QuestionAsk": {"text": QUESTION, "region": "331002", "item_id": None},
    "AnswerOut": {
        "outcome": "answer",
        "text": "网上办理只需填写本人银行卡号，其余材料由系统查询。",
        "citation": CITATION,
        "choices": [],
        "person": {"phone": "0576-88880000", "handover": "/api/helpdesk/v1/handovers"},
    },
    "HandoverAsk": {"text": "我的租房合同快到期了，还能提吗？", "region": "331002", "item_id": ITEM},
    "HandoverAnswer": {"text": "可以，以申请当日仍在租住为准。"},
    "HandoverOut.question": "我的租房合同快到期了，还能提吗？",
    "HandoverOut.answer": "可以，以申请当日仍在租住为准。",
    "HandoverOut.state": "answered",
    "is_late": False,
    "OutOfOrderOut": {
        "device_id": "kiosk-jj-01",
        "region_code": "331002",
        "kind": "offline",
        "since": "2026-04-30T01:00:00Z",
    },
    "entry_id": f"{ITEM}.materials",
    "aspect": "materials",
    "EntryOut.question": QUESTION,
    "EntryOut.answer": "网上办理只需填写本人银行卡号，其余材料由系统查询。",
    "EntryOut.state": "published",
    "withheld_reason": None,
    "TaskOut": {
        "id": "0192d3a0-6f1b-7c3e-9a52-3b1f5d2c8e47",
        "kind": "knowledge",
        "subject": ITEM,
        "region_code": "331002",
        "title": f"核对“{NAME}”的问答",
        "reason": "事项已停止办理",
        "opened_at": "2026-04-30T01:00:00Z",
        "closed_at": None,
        "closed_by": None,
        "note": "",
    },
    "note": "已按新指南核对",
    "state": "published",
}
