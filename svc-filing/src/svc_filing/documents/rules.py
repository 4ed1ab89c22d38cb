"""How a document is named and drawn."""

import secrets
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import orjson
import segno
import typst

# Without 0, O, 1, I and L, which people confuse.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    """Return a verification code: 16 characters of 31, about 79 bits, nobody guesses one."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(16))
    return "-".join(letters[place : place + 4] for place in range(0, 16, 4))


@cache
def _compiler(font_dir: Path | None) -> Any:
    # One compiler: fonts are looked for once, which makes a document thirty times cheaper.
    template = resources.files("svc_filing.documents") / "templates" / "approval.typ"
    paths = [str(font_dir)] if font_dir else []
    return typst.Compiler(str(template), font_paths=paths, ignore_system_fonts=bool(paths))


def draw(data: dict[str, Any], font_dir: Path | None) -> bytes:
    """Return the PDF of an approval.

    `data` has title, number, rows, result, reason, issuer, issued_on, code and verify_url.
    """
    qr = segno.make(data["verify_url"], error="m").svg_inline(scale=4)
    text = orjson.dumps(data | {"qr": qr}).decode()
    pdf: bytes = _compiler(font_dir).compile(format="pdf", sys_inputs={"data": text})
    return pdf
