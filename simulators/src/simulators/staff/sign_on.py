"""Sign-on with a phone: the page with the code, the phone that scans it, and the way back."""

from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

import segno
from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, Response

from simulators.pages import Html, fragment, page
from simulators.staff.platform import Here, Platform
from simulators.staff.settings import Application

router = APIRouter()


@router.get("/oauth2/auth.htm")
async def scan_page(  # the names are those of the address
    request: Request,
    platform: Here,
    client_id: str,
    redirect_uri: str,
    response_type: str = "",
    scope: str = "get_user_info",
    authType: str = "",  # noqa: N803
    embedMode: str = "",  # noqa: N803
    state: str = "",
) -> Response:
    """Show a code to scan, and wait until a phone has confirmed."""
    application = platform.application(client_id=client_id)
    if application is None or not _may_return_to(application, redirect_uri):
        return _notice("无权限访问", "应用标识未登记，或回调域名与登记的不一致。", status=400)
    if response_type != "code" or scope != "get_user_info" or authType != "QRCODE":
        return _notice(
            "参数错误", "只支持 response_type=code、scope=get_user_info、authType=QRCODE。", status=400
        )
    scan = platform.open_scan(application, redirect_uri, state, is_embedded=embedMode == "true")
    phone = f"{request.base_url}phone/{scan.scan_id}"
    return page(
        "staff_scan",
        title="扫码登录（模拟）",
        theme="staff embedded" if scan.is_embedded else "staff",
        application=application.name,
        code=Html(segno.make(phone, error="m").svg_inline(omitsize=True, border=2, dark="#0b2b22")),
        people=_phones(platform, phone, 'target="_blank" rel="opener"'),
        wait=scan.wait_id,
        origin=_origin(redirect_uri),
    )


@router.get("/oauth2/wait/{wait_id}")
async def wait(wait_id: str, platform: Here) -> Response:
    """Tell the page how far its phone is; once confirmed, where to go."""
    scan = platform.scan(wait_id=wait_id)
    if scan is None:
        return JSONResponse({"status": "expired"})
    answer: dict[str, Any] = {"status": scan.status}
    if scan.code is not None:
        given = {"code": scan.code} | ({"state": scan.state} if scan.state else {})
        if scan.is_embedded:
            answer["message"] = given
        else:
            joint = "&" if urlsplit(scan.redirect_uri).query else "?"
            answer["location"] = f"{scan.redirect_uri}{joint}{urlencode(given)}"
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


@router.get("/phone/{scan_id}")
async def phone_page(request: Request, scan_id: str, platform: Here, persona: str = "") -> Response:
    """Show, on the phone, which application asks; without a persona, whose phone it is."""
    scan = platform.scan(scan_id=scan_id)
    if scan is None or scan.code is not None:
        return _notice("二维码已失效", "请在电脑上刷新二维码后重新扫描。", status=410)
    if not persona:
        return page(
            "phone_choose",
            title="模拟手机",
            theme="staff",
            people=_phones(platform, str(request.url.replace(query="")), ""),
        )
    employee = platform.staff(persona)
    if employee is None:
        return _notice("无法登录", "该账号已停用。", status=403)
    scan.status = "scanned"
    return page(
        "phone_confirm",
        title="确认登录",
        theme="staff",
        application=scan.application.name,
        initial=employee.name[0],
        name=employee.name,
        job=_place(platform, employee.code),
        persona=persona,
        action=f"/phone/{scan_id}",
    )


@router.post("/phone/{scan_id}")
async def decide(
    scan_id: str, platform: Here, persona: Annotated[str, Form()], decision: Annotated[str, Form()]
) -> Response:
    """Confirm or refuse the sign-on; a confirmation issues a one-time code."""
    scan = platform.scan(scan_id=scan_id)
    if scan is None or scan.code is not None:
        return _notice("二维码已失效", "请在电脑上刷新二维码后重新扫描。", status=410)
    if decision != "confirm":
        scan.status = "refused"
        return _notice("已取消", "本次登录没有完成。")
    employee = platform.staff(persona)
    if employee is None:
        return _notice("无法登录", "该账号已停用。", status=403)
    scan.code = platform.issue_code(employee, scan.application, "scan")
    scan.status = "confirmed"
    return _notice("登录成功", "请回到电脑继续操作。", mark="✓")


def _may_return_to(application: Application, redirect_uri: str) -> bool:
    return _origin(redirect_uri) in {_origin(one) for one in application.redirect_uris}


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _phones(platform: Platform, phone: str, extra: str) -> Html:
    links = (
        fragment(
            "person_link",
            href=f"{phone}?persona={persona.key}",
            key=persona.key,
            extra=Html(extra),
            initial=persona.name[0],
            name=persona.name,
            note=_place(platform, persona.code),
        )
        for persona in platform.personas.values()
    )
    return Html("".join(links))


def _place(platform: Platform, employee_code: str) -> str:
    """Return where a person works and as what."""
    employee = platform.directory.employees[employee_code]
    place = platform.directory.organizations[employee.main_position.organization]
    parent = platform.directory.organizations.get(place.parent or "")
    where = place.name if place.is_unit or parent is None else f"{parent.name} {place.name}"
    return f"{where}\n{employee.main_position.job}"


def _notice(headline: str, text: str, status: int = 200, mark: str = "!") -> Response:
    return page(
        "notice", title=headline, theme="staff", status=status, mark=mark, headline=headline, text=text
    )
