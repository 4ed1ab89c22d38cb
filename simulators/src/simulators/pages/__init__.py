"""The pages that people see, as templates beside this file; every value is escaped unless it is `Html`."""

from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from fastapi.responses import HTMLResponse


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def fragment(template: str, /, **values: str) -> Html:
    """Return a filled template."""
    safe = {key: value if isinstance(value, Html) else escape(value) for key, value in values.items()}
    return Html(_template(f"{template}.html").substitute(safe))


def page(template: str, /, *, title: str, theme: str, status: int = 200, **values: str) -> HTMLResponse:
    """Return a whole page around a filled template, in the colours of `theme`."""
    body = fragment(template, **values)
    return HTMLResponse(
        fragment("shell", title=title, theme=theme, style=Html(_source("style.css")), body=body),
        status_code=status,
        headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
    )


@cache
def _template(name: str) -> Template:
    return Template(_source(name))


@cache
def _source(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")
