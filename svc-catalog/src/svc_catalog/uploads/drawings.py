"""Looks at SVG drawings: only shapes and texts pass, nothing that runs or reaches out."""

import re
import xml.etree.ElementTree as ET

from svc_catalog.uploads.errors import DrawingNotSafe, NotOfItsKind
from svc_catalog.uploads.types import Look

SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
NAMES = [
    "svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse", "line",
    "polyline", "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop",
    "clipPath", "mask", "pattern", "marker",
]  # fmt: skip
ELEMENTS = {SVG + name for name in NAMES}
#: What could run, load, or change another element; checked besides the list of elements.
BAD_VALUE = re.compile(
    r"url\s*\((?!\s*['\"]?#)|javascript:|data:|expression\s*\(|@import|\\|&#", re.IGNORECASE
)
#: Entities grow without end, and instructions name style sheets elsewhere.
BAD_MARKUP = re.compile(rb"<!DOCTYPE|<!ENTITY|<\?xml-", re.IGNORECASE)
#: In another encoding a browser may read what was not looked at.
OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*['\"](?!utf-8['\"])", re.IGNORECASE)
MOST_ELEMENTS = 20_000


def look(content: bytes) -> Look:
    """Return that a drawing is safe to show.

    Raises:
        NotOfItsKind: it is no SVG.
        DrawingNotSafe: `element` or `attribute` says what does not pass.

    """
    if BAD_MARKUP.search(content):
        raise DrawingNotSafe(markup="doctype, entity or instruction")
    if OTHER_ENCODING.search(content):
        raise NotOfItsKind("not UTF-8")
    try:
        text = content.decode("utf-8")
        root = ET.fromstring(text)  # noqa: S314 - no document type, so no entities
    except (UnicodeDecodeError, ET.ParseError, ValueError) as error:
        raise NotOfItsKind("not XML in UTF-8") from error
    if root.tag != SVG + "svg":
        raise NotOfItsKind("no SVG")
    for count, element in enumerate(root.iter()):
        if element.tag not in ELEMENTS or count > MOST_ELEMENTS:
            raise DrawingNotSafe(element=str(element.tag).rpartition("}")[2][:40])
        for name, value in element.attrib.items():
            _check(name, value)
    return Look("image/svg+xml")


def _check(name: str, value: str) -> None:
    local = name.rpartition("}")[2].lower()
    is_link = local in {"href", "src"} or name.startswith(XLINK)
    if local.startswith("on") or BAD_VALUE.search(value) or (is_link and not value.startswith("#")):
        raise DrawingNotSafe(attribute=local[:40])
