"""Work notifications: taken in and kept, so that a test or the story can read them."""

import json
import secrets
from typing import Any

from fastapi import APIRouter

from simulators.staff.calls import CallRefused, Signed, success
from simulators.staff.platform import Here

router = APIRouter()


@router.api_route("/message/workNotification", methods=["GET", "POST"])
async def notify(call: Signed, platform: Here) -> dict[str, Any]:
    """Send a message to accounts or to whole organisations."""
    receivers = call.one("receiverIds", "")
    organizations = call.one("organizationCodes", "")
    if not receivers and not organizations:
        raise CallRefused("400002", "缺少参数 receiverIds 或 organizationCodes")
    try:
        message = json.loads(call.one("msg"))
    except ValueError:
        raise CallRefused("400001", "msg 应为 JSON") from None
    sent = {
        "msgId": secrets.token_hex(16),
        "bizMsgId": call.one("bizMsgId", ""),
        "receiverIds": receivers.split(",") if receivers else [],
        "organizationCodes": organizations.split(",") if organizations else [],
        "msg": message,
        "sent_at": platform.clock.now().isoformat(),
    }
    platform.messages.append(sent)
    return success(data={"msgId": sent["msgId"]}, msgId=sent["msgId"])
