"""The pages on which a visitor signs on or raises his level, and his way back to the application."""

from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Cookie, Form
from fastapi.responses import RedirectResponse, Response

from simulators.pages import Html, fragment, page
from simulators.provincial.accounts import Account, Company, Resident
from simulators.provincial.province import Here, Province
from simulators.provincial.settings import Application

VISITOR = "zjzwfw_sso"

ENTRANCES = {"pc": "电脑端", "h5": "浙里办 APP", "alipay": "支付宝", "uc": "统一登录"}
LEVELS = {"1": "非实名", "2": "初级实名", "3": "高级实名"}

router = APIRouter()

Visitor = Annotated[str | None, Cookie(alias=VISITOR)]


@router.get("/sso/usp.do")
async def pc(
    province: Here, action: str, servicecode: str, goto: str = "", visitor: Visitor = None
) -> Response:
    """Show the sign-on page for computers, or the page that raises the level."""
    application = province.application(servicecode=servicecode)
    if application is None:
        return _unknown("接入代码未登记")
    if action == "zfRedirect":
        return _upgrade_page(province, application, goto, visitor)
    if action != "ssoLogin":
        return _unknown("不支持的 action")
    return _login_page(province, application, "pc", goto)


@router.get("/sso/mobile.do")
async def h5(
    province: Here,
    action: str,
    servicecode: str,
    scope: str = "",
    goto: str = "",
    redirectUrl: str = "",  # noqa: N803
) -> Response:
    """Show the sign-on page of the app."""
    application = province.application(servicecode=servicecode)
    if application is None:
        return _unknown("接入代码未登记")
    if action != "oauth" or scope != "1":
        return _unknown("不支持的 action 或 scope")
    if redirectUrl and not _may_return_to(application, redirectUrl):
        return _unknown("redirectUrl 与登记的回调地址不同源")
    return _login_page(province, application, "h5", goto, redirectUrl)


@router.get("/sso/alipay.do")
async def alipay(province: Here, action: str, servicecode: str, goto: str = "") -> Response:
    """Show the sign-on page inside Alipay."""
    application = province.application(servicecode=servicecode)
    if application is None:
        return _unknown("接入代码未登记")
    if action != "ssoLogin":
        return _unknown("不支持的 action")
    return _login_page(province, application, "alipay", goto)


@router.get("/uc/sso/login")
async def unified(province: Here, appId: str, sp: str = "") -> Response:  # noqa: N803
    """Show the unified sign-on page, for persons and companies."""
    application = province.application(app_id=appId)
    if application is None:
        return _unknown("appId 未登记")
    return _login_page(province, application, "uc", sp)


@router.get("/uc/unifiedLogout")
async def unified_logout(province: Here, appId: str, redirectUrl: str = "") -> Response:  # noqa: N803
    """Forget the visitor and send him back."""
    application = province.application(app_id=appId)
    if application is None or (redirectUrl and not _may_return_to(application, redirectUrl)):
        return _unknown("appId 或 redirectUrl 未登记")
    response = RedirectResponse(redirectUrl or application.callback, status_code=302)
    response.delete_cookie(VISITOR)
    return response


@router.post("/sso/choose")
async def choose(
    province: Here,
    persona: Annotated[str, Form()],
    servicecode: Annotated[str, Form()],
    entrance: Annotated[str, Form()],
    goto: Annotated[str, Form()] = "",
    redirect_url: Annotated[str, Form()] = "",
) -> Response:
    """Sign the chosen persona on and send the browser back with a ticket."""
    application = province.application(servicecode=servicecode)
    account = province.account(persona)
    if application is None or account is None:
        return _unknown("接入代码或用户不存在")
    if redirect_url and not _may_return_to(application, redirect_url):
        return _unknown("redirectUrl 与登记的回调地址不同源")
    ticket = province.issue_ticket(account, application)
    if entrance == "uc":
        response = _back(application, {"ticketId": ticket} | ({"redirectUrl": goto} if goto else {}))
    else:
        response = _back(application, {"ticket": ticket} | ({"sp": goto} if goto else {}), redirect_url)
    return _remember(response, account)


@router.post("/sso/upgrade")
async def upgrade(
    province: Here,
    persona: Annotated[str, Form()],
    servicecode: Annotated[str, Form()],
    goto: Annotated[str, Form()] = "",
) -> Response:
    """Raise a resident to level 3 and send the browser back with a new ticket."""
    application = province.application(servicecode=servicecode)
    resident = province.residents.get(persona)
    if application is None or resident is None:
        return _unknown("接入代码或用户不存在")
    resident.authlevel = "3"
    ticket = province.issue_ticket(resident, application)
    return _remember(_back(application, {"ticket": ticket} | ({"sp": goto} if goto else {})), resident)


def _may_return_to(application: Application, url: str) -> bool:
    origin = _origin(url)
    return origin in {_origin(application.callback), *application.redirect_origins}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _back(application: Application, given: dict[str, str], redirect_url: str = "") -> Response:
    if application.callback_method == "POST" and not redirect_url:
        return page(
            "provincial_post",
            title="正在返回",
            theme="province",
            action=application.callback,
            hidden=_hidden(given),
            application=application.name,
        )
    target = redirect_url or application.callback
    joint = "&" if urlsplit(target).query else "?"
    return RedirectResponse(f"{target}{joint}{urlencode(given)}", status_code=302)


def _remember(response: Response, account: Account) -> Response:
    response.set_cookie(VISITOR, account.key, httponly=True, samesite="lax")
    return response


def _login_page(
    province: Province, application: Application, entrance: str, goto: str, redirect_url: str = ""
) -> Response:
    companies = Html("".join(_company_button(one, province) for one in province.companies.values()))
    return page(
        "provincial_login",
        title="浙里办登录（模拟）",
        theme="province",
        application=application.name,
        entrance=ENTRANCES[entrance],
        hidden=_hidden(
            {
                "servicecode": application.servicecode,
                "entrance": entrance,
                "goto": goto,
                "redirect_url": redirect_url,
            }
        ),
        people=Html("".join(_resident_button(one) for one in province.residents.values())),
        companies=fragment("provincial_companies", people=companies) if entrance == "uc" else "",
    )


def _upgrade_page(province: Province, application: Application, goto: str, visitor: str | None) -> Response:
    known = province.residents.get(visitor or "")
    offered = [known] if known else [one for one in province.residents.values() if one.authlevel != "3"]
    return page(
        "provincial_upgrade",
        title="实名等级提升（模拟）",
        theme="province",
        application=application.name,
        hidden=_hidden({"servicecode": application.servicecode, "goto": goto}),
        people=Html("".join(_resident_button(one, "upgrade") for one in offered)),
    )


def _resident_button(resident: Resident, action: str = "sign-on") -> Html:
    return fragment(
        "person_button",
        key=resident.key,
        initial=resident.username[0],
        name=resident.username,
        tag=LEVELS[resident.authlevel],
        tone="" if resident.authlevel == "3" else "warn",
        note=f"{resident.idnum[0]}****************{resident.idnum[-1]}\n{resident.birthday[:4]} 年生"
        + (" · 长辈版" if resident.ui_style == "elder" else "")
        + (" · 点击刷脸认证" if action == "upgrade" else ""),
        action=action,
    )


def _company_button(company: Company, province: Province) -> Html:
    return fragment(
        "person_button",
        key=company.key,
        initial=company.company[2],
        name=company.company,
        tag="法人",
        tone="",
        note=f"经办人 {province.residents[company.agent].username}\n{company.uscc}",
        action="sign-on",
    )


def _hidden(given: dict[str, str]) -> Html:
    return Html("".join(fragment("hidden", name=name, value=value) for name, value in given.items()))


def _unknown(why: str) -> Response:
    return page(
        "notice", title="无法登录", theme="province", status=400, mark="!", headline="无法登录", text=why
    )
