"""How a sheet is named, sealed, judged and drawn."""

import hashlib
import hmac
import secrets
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import orjson
import segno
import typst

from servicekit.crypto import Vault
from servicekit.workdays import SHANGHAI
from svc_catalog.items.types import Limit, Material
from svc_catalog.sheets.types import Content, HandlingItem, Verdict

# Without 0, O, 1, I and L, which people confuse.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CONTEXT = "sheets.seal"
#: How long a window is bound by a sheet, whatever becomes of the guide.
BINDS = timedelta(days=90)
#: So long after that a sheet is forgotten, and what was demanded beyond it.
KEPT = timedelta(days=365)
UNITS = {
    "WORKDAY": "个工作日",
    "DAY": "日",
    "HOUR": "小时",
    "MINUTE": "分钟",
    "MONTH": "个月",
    "YEAR": "年",
}
SOURCES = {"applicant": "您自备", "government": "联网核验，不必携带", "other": "其他单位出具"}


def new_code() -> str:
    """Return a verification code: 16 characters of 31, about 79 bits, nobody guesses one."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(16))
    return "-".join(letters[place : place + 4] for place in range(0, 16, 4))


def binds_until(now: datetime) -> date:
    """Return the last day on which a sheet of today binds."""
    return (now.astimezone(SHANGHAI) + BINDS).date()


def digest(content: Any) -> str:
    """Return the hash of a content in canonical JSON, as it is printed."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def seal(vault: Vault, code: str, sha256: str) -> str:
    """Return what only the service can write below a sheet."""
    return vault.fingerprint(f"{code}/{sha256}", CONTEXT)


def is_whole(vault: Vault, code: str, content: Any, sha256: str, sealed: str) -> bool:
    """Tell whether a stored sheet is the one that was given out."""
    return hmac.compare_digest(digest(content), sha256) and hmac.compare_digest(
        seal(vault, code, sha256), sealed
    )


def verdict(now: datetime, valid_until: datetime, *, is_whole: bool, told: str | None, kept: str) -> Verdict:
    """Judge a sheet; `told` is the hash of what somebody holds in the hand, `kept` of what was given out.

    The short form that is printed, its first 16 digits, is enough.
    """
    if not is_whole or (told is not None and not is_same(told, kept)):
        return Verdict.ALTERED
    return Verdict.VALID if now < valid_until else Verdict.EXPIRED


def is_same(told: str, kept: str) -> bool:
    """Compare two hashes, the first of which may be the printed beginning."""
    return hmac.compare_digest(told.lower(), kept[: len(told)])


def in_words(limit: Limit) -> str:
    """Return a time limit as it is printed."""
    return f"{limit.amount} {UNITS[limit.unit]}" if limit.amount else "当场办结"


@cache
def _compiler(font_dir: Path | None) -> Any:
    # One compiler: fonts are looked for once, which makes a sheet thirty times cheaper.
    template = resources.files("svc_catalog.sheets") / "templates" / "sheet.typ"
    paths = [str(font_dir)] if font_dir else []
    return typst.Compiler(str(template), font_paths=paths, ignore_system_fonts=bool(paths))


def qr(address: str) -> str:
    """Return a QR code as SVG."""
    svg: str = segno.make(address, error="m").svg_inline(scale=4)
    return svg


def draw(content: Content, code: str, sha256: str, address: str, font_dir: Path | None) -> bytes:
    """Return the PDF of a sheet."""
    fees = "、".join(f"{fee.name} {fee.standard}" for fee in content.fees) or "不收费"
    told = {
        "title": f"{content.region_name} · {content.item_name}",
        "department": content.department_name,
        "item_id": content.item_id,
        "item_version": str(content.item_version),
        "situation": content.situation_name,
        "answers": [(answer.text, answer.label) for answer in content.answers],
        "note": content.note,
        "materials": [_row(material) for material in content.materials],
        "rows": [
            *_handled(content.handling_item),
            ("办理时限", in_words(content.limit)),
            ("收费", fees),
            ("办理地点", content.place),
            ("办理时间", content.hours),
            ("咨询电话", content.consult_phone),
            ("投诉电话", content.complaint_phone),
            ("有效期至", content.valid_until.isoformat()),
        ],
        "code": code,
        "sha256": sha256,
        "verify_url": address,
        "issued_on": content.issued_on.isoformat(),
        "qr": qr(address),
    }
    pdf: bytes = _compiler(font_dir).compile(format="pdf", sys_inputs={"data": orjson.dumps(told).decode()})
    return pdf


def _handled(one: HandlingItem | None) -> list[tuple[str, str]]:
    return [("办理项", f"{one.name}（{one.code or one.number}）")] if one else []


def _row(material: Material) -> dict[str, str]:
    need = "" if material.is_required else "（必要时）"
    source = material.issuer if material.source == "other" and material.issuer else SOURCES[material.source]
    return {
        "name": f"{material.name}{need}",
        "form": f"{material.kind} {material.copies} 份",
        "source": source,
    }
