"""Looks at documents: PDF (ISO 32000-1), and the ZIP packages of DOCX and XLSX (ECMA-376)."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from svc_catalog.uploads.errors import DocumentNotSafe, NotOfItsKind
from svc_catalog.uploads.types import Look

PDF, ZIP = b"%PDF-", b"PK\x03\x04"
VERSION = re.compile(rb"%PDF-(?:1\.[0-7]|2\.0)[\r\n]")
#: 7.5.5: the last lines say where the table of objects begins.
TRAILER = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF\s*\Z")
TABLE = re.compile(rb"\s*(?:xref\b|\d{1,10}\s+\d{1,5}\s+obj\b)")
PAGE = re.compile(rb"/Type\s*/Page\b")
#: 7.3.5: any letter of a name may be written as its number.
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
#: What runs, opens something, or carries another file (12.6, 7.11.4, 12.7.8, 13.6).
ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFile|EmbeddedFiles|XFA|RichMedia|GoToR|GoToE|SubmitForm|ImportData)\b"
)
OBJECT_STREAM = re.compile(rb"/ObjStm\b[^>]*(?:>(?!>)[^>]*)*>>\s*stream\r?\n")
TAIL = 2_000
#: Bytes of objects that are unpacked to be looked at; a form has far fewer.
MOST_OBJECTS = 30_000_000

MAIN_PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/document.xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xl/workbook.xml",
}
TYPES, RELATIONS = "[Content_Types].xml", ".rels"
MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 1_000, 50_000_000, 200
ENCRYPTED = 0x1
#: Parts that hold programs or other files.
ACTIVE_PART = re.compile(
    r"vba|macro|activex|/embeddings/|oleobject|customui|externallinks|\.(?:exe|dll|js|vbs)$", re.IGNORECASE
)
ACTIVE_TYPE = re.compile(rb"macroEnabled|vbaProject|activeX|oleObject", re.IGNORECASE)
#: Links that a reader follows by hand may lead out; what is fetched when a document is opened may not.
OUTWARD = re.compile(
    rb"<Relationship\b(?![^>]*/hyperlink[\"'])[^>]*TargetMode\s*=\s*[\"']External", re.IGNORECASE
)
DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)


def look(content: bytes) -> Look:
    """Return what a document is.

    Raises:
        NotOfItsKind: it is none, is damaged, cannot be read without a password, or is too much.
        DocumentNotSafe: `part` says what in it could run, or reach out.

    """
    if content.startswith(PDF):
        return _pdf(content)
    if content.startswith(ZIP):
        return _package(content)
    raise NotOfItsKind("neither PDF nor DOCX nor XLSX")


def _pdf(content: bytes) -> Look:
    trailer = TRAILER.search(content, max(0, len(content) - TAIL))
    if not VERSION.match(content) or trailer is None or not TABLE.match(content, int(trailer[1])):
        raise NotOfItsKind("a PDF without its head or its end")
    objects = b"\n".join((content, *_packed_objects(content)))
    objects = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), objects)
    if re.search(rb"/Encrypt\b", objects):
        raise NotOfItsKind("a PDF with a password")
    if not PAGE.search(objects):
        raise NotOfItsKind("a PDF without a page")
    if active := ACTIVE.search(objects):
        raise DocumentNotSafe(part=active[1].decode())
    return Look("application/pdf")


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """Yield the objects that a PDF keeps in compressed streams (7.5.7)."""
    left = MOST_OBJECTS
    for found in OBJECT_STREAM.finditer(content):
        try:
            unpacked = zlib.decompressobj().decompress(content[found.end() :], left)
        except zlib.error as error:
            raise NotOfItsKind("objects that cannot be unpacked") from error
        left -= len(unpacked)
        if left <= 0:
            raise NotOfItsKind("too many objects")
        yield unpacked


def _package(content: bytes) -> Look:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_entries(archive.infolist(), len(content))
            if archive.testzip() is not None:
                raise NotOfItsKind("a damaged part")
            kind = _kind_of(archive)
            for name in archive.namelist():
                _check_part(name, archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, KeyError) as error:
        raise NotOfItsKind("a damaged package") from error
    return Look(kind)


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse a package that would unpack to too much, or to places of its own choice."""
    names = [one.filename for one in entries]
    unpacked = sum(one.file_size for one in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * size:
        raise NotOfItsKind("a package that unpacks to too much")
    if len({name.lower() for name in names}) != len(names):
        raise NotOfItsKind("a part that is there twice")
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise NotOfItsKind("a part outside its package")
    if any(one.flag_bits & ENCRYPTED for one in entries):
        raise NotOfItsKind("a package with a password")


def _kind_of(archive: zipfile.ZipFile) -> str:
    types, names = archive.read(TYPES), set(archive.namelist())
    if active := ACTIVE_TYPE.search(types):
        raise DocumentNotSafe(part=active[0].decode())
    for media_type, main in MAIN_PARTS.items():
        if main in names and f"{media_type}.main+xml".encode() in types:
            return media_type
    raise NotOfItsKind("a package that is neither DOCX nor XLSX")


def _check_part(name: str, archive: zipfile.ZipFile) -> None:
    if ACTIVE_PART.search(name):
        raise DocumentNotSafe(part=name[:80])
    if not name.endswith((".xml", RELATIONS)):
        return
    part = archive.read(name)
    if DOCTYPE.search(part):
        raise DocumentNotSafe(part=name[:80])
    if name.endswith(RELATIONS) and OUTWARD.search(part):
        raise DocumentNotSafe(part=name[:80])
