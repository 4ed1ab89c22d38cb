"""Documents are looked at before they are kept, and had by everybody while a published guide shows them."""

import io
import re
import zipfile
from importlib import resources
from typing import Any

import httpx
import pytest
import xlsxwriter
from pypdf import PdfReader, PdfWriter

from servicekit.testing import Gateway
from svc_catalog.items.files import ADDRESS
from svc_catalog.items.seed import forms

Headers = dict[str, str]
ITEM = "331002-mz-60"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM = (resources.files("svc_catalog.data") / "forms" / "yb-25-blank.pdf").read_bytes()


TYPES = "[Content_Types].xml"
OVERRIDE = '<Types><Override PartName="/word/document.xml" ContentType="{}"/></Types>'
OWN: dict[str, str | bytes] = {
    TYPES: OVERRIDE.format(f"{DOCX}.main+xml"),
    "_rels/.rels": '<Relationships><Relationship Type="d" Target="word/document.xml"/></Relationships>',
    "word/document.xml": "<w:document><w:body><w:p>高龄津贴申请表</w:p></w:body></w:document>",
}


def package(**parts: str | bytes) -> bytes:
    """Return a DOCX, with other parts in the place of its own or beside them."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (OWN | parts).items():
            archive.writestr(name, content)
    return file.getvalue()


def workbook() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write(0, 0, "申请表")
    return file.getvalue()


def pdf(*, script: str = "", attachment: bool = False, password: str = "") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(FORM)))
    if script:
        writer.add_js(script)
    if attachment:
        writer.add_attachment("a.exe", b"MZ")
    if password:
        writer.encrypt(password)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def respelled(content: bytes) -> bytes:
    """Return a PDF with a name in other letters, and its table where it now is."""
    found = content.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/#4AS")
    return re.sub(rb"startxref\n\d+", b"startxref\n%d" % (found.rindex(b"\nxref") + 1), found)


def relation(kind: str) -> dict[str, str]:
    target = (
        f'<Relationship Type="http://o/{kind}" TargetMode="External" Target="https://elsewhere.example/"/>'
    )
    return {"word/_rels/document.xml.rels": f"<Relationships>{target}</Relationships>"}


@pytest.fixture
def officer(gateway: Gateway) -> Headers:
    acts = ("media:read", "media:edit", "item:read", "item:edit", "item:withdraw")
    return gateway.header("li-min", grants={act: ["331002"] for act in acts})


async def sent(
    client: httpx.AsyncClient, officer: Headers, content: bytes, name: str = "表"
) -> httpx.Response:
    form = {"kind": "document", "region_code": "331002"}
    return await client.post(
        "/v1/operator/files", data=form, files={"file": (name, content)}, headers=officer
    )


def slug(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("type", "").rpartition("/")[2]


async def test_documents_are_taken_for_what_they_are_whatever_they_are_called(
    client: httpx.AsyncClient, officer: Headers
) -> None:
    found = [await sent(client, officer, content) for content in (FORM, pdf(), package(), workbook())]
    linked = await sent(client, officer, package(**relation("hyperlink")))

    assert [one.status_code for one in (*found, linked)] == [201] * 5
    assert [one.json()["media_type"] for one in found] == ["application/pdf", "application/pdf", DOCX, XLSX]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (pdf(script="app.alert(1)"), "JavaScript"),
        (
            respelled(pdf(script="app.alert(1)")),
            "JavaScript",
        ),
        (pdf(attachment=True), "EmbeddedFile"),
        (package(**{"word/vbaProject.bin": b"x"}), "word/vbaProject.bin"),
        (package(**{TYPES: OVERRIDE.format(f"{DOCX}.macroEnabled.main+xml")}), "macroEnabled"),
        (package(**{"word/embeddings/oleObject1.bin": b"x"}), "word/embeddings/oleObject1.bin"),
        (package(**relation("attachedTemplate")), "word/_rels/document.xml.rels"),
        (package(**{"word/styles.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "word/styles.xml"),
    ],
    ids=[
        "script",
        "script in other letters",
        "attachment",
        "macro",
        "macros said",
        "embedded",
        "template",
        "entity",
    ],
)
async def test_a_document_that_could_run_something_is_refused(
    client: httpx.AsyncClient, officer: Headers, content: bytes, part: str
) -> None:
    refused = await sent(client, officer, content, "申请表.docx")

    assert slug(refused) == (415, "document-not-safe")
    assert refused.json()["part"] == part
    assert "elsewhere.example" not in refused.text


@pytest.mark.parametrize(
    "content",
    [
        FORM[:-40], FORM + b"more", FORM[8:], b"%PDF-1.7\nnothing\nstartxref\n9\n%%EOF", pdf(password="x"),
        package()[:-30], package(**{"a/../../b.xml": "<a/>"}),
        package(**{"word/big.xml": b"\0" * 60_000_000}),
        package(**{TYPES: OVERRIDE.format("text/plain")}), b"PK\x03\x04", b"GIF89a",
    ],
    ids=[
        "cut", "goes on", "no head", "no table", "password", "cut package", "outside", "bomb", "untyped",
        "zip", "gif",
    ],
)  # fmt: skip
async def test_a_document_that_is_none_is_refused(
    client: httpx.AsyncClient, officer: Headers, content: bytes
) -> None:
    assert slug(await sent(client, officer, content)) == (415, "not-of-its-kind")


async def publish(client: httpx.AsyncClient, gateway: Gateway, officer: Headers, **material: str) -> None:
    """Let people read the guide of an item whose last material names files."""
    reviewer = gateway.header("zhao-lin", grants={"item:read": ["331002"], "item:review": ["331002"]})
    publisher = gateway.header("chen", grants={"item:read": ["331000"], "item:publish": ["331000"]})
    guide = (await client.get(f"/v1/operator/items/{ITEM}", headers=officer)).json()["guide"]
    guide["materials"][-1] |= material
    draft = await client.put(
        f"/v1/operator/items/{ITEM}/draft", json={"guide": guide, "reason": "补充表格"}, headers=officer
    )
    for who, act in ((officer, "submit"), (reviewer, "approve"), (publisher, "approve")):
        path = f"/v1/operator/revisions/{draft.json()['id']}/{act}"
        answer = await client.post(path, json={}, headers=who)
        assert answer.status_code == 200, answer.text


async def test_a_blank_form_is_had_by_everybody_while_a_published_guide_shows_it(
    client: httpx.AsyncClient, gateway: Gateway, officer: Headers
) -> None:
    content = package()
    stored = (await sent(client, officer, content, "居住情况承诺书（空白）.docx")).json()
    path, visitor = f"/v1/item-files/{stored['sha256']}", gateway.visitor
    early = await client.get(path, headers=visitor)

    await publish(client, gateway, officer, form_file=stored["sha256"])
    shown = (await client.get(f"/v1/items/{ITEM}", headers=visitor)).json()
    whole = await client.get(path, headers=visitor)
    part = await client.get(path, headers=visitor | {"range": "bytes=0-3"})
    held = await client.get(path, headers=visitor | {"if-none-match": whole.headers["etag"]})
    await client.post(f"/v1/items/{ITEM}/withdraw", headers=officer | {"if-match": "*"})
    late = await client.get(path, headers=visitor)

    assert slug(early) == slug(late) == (404, "no-such-file")
    assert shown["files"][stored["sha256"]] == {
        "name": "居住情况承诺书（空白）.docx",
        "media_type": DOCX,
        "size": len(content),
        "url": f"{ADDRESS}/{stored['sha256']}",
    }
    assert (whole.content, whole.headers["content-type"]) == (content, DOCX)
    assert whole.headers["content-disposition"].startswith("attachment; filename*=utf-8''%E5%B1%85")
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert (part.status_code, part.content, held.status_code) == (206, b"PK\x03\x04", 304)


async def test_a_guide_that_names_a_file_that_is_not_there_or_does_not_fit_is_found_at_fault(
    client: httpx.AsyncClient, officer: Headers, captions: bytes
) -> None:
    form = {"kind": "captions", "region_code": "331002"}
    stored = await client.post(
        "/v1/operator/files", data=form, files={"file": ("1", captions)}, headers=officer
    )
    guide = (await client.get(f"/v1/operator/items/{ITEM}", headers=officer)).json()["guide"]
    guide["materials"][0] |= {"form_file": "0" * 64, "example_file": stored.json()["sha256"]}
    draft = await client.put(
        f"/v1/operator/items/{ITEM}/draft", json={"guide": guide, "reason": "补充表格"}, headers=officer
    )

    assert [(one["code"], one["pointer"]) for one in draft.json()["findings"]] == [
        ("no-such-file", "/materials/0/form_file"),
        ("wrong-kind", "/materials/0/example_file"),
    ]


async def test_answers_and_sheets_bring_the_forms_of_their_materials(visitor: httpx.AsyncClient) -> None:
    known = {one["name"]: one["sha256"] for one in forms()}
    body: dict[str, Any] = {"answers": {"why": "living"}}
    match = await visitor.post("/v1/items/331002-yb-25/situations/match", json=body)
    sheet = await visitor.post("/v1/sheets", json={"item_id": "331002-yb-25"} | body)
    away = await visitor.post(
        "/v1/items/331002-yb-25/situations/match", json={"answers": {"why": "travelling"}}
    )
    file = match.json()["files"][known["异地就医备案表（空白表格）.pdf"]]

    assert set(match.json()["files"]) == set(sheet.json()["files"])
    assert {one["name"] for one in match.json()["files"].values()} == {
        "异地就医备案表（空白表格）.pdf",
        "异地就医备案表（示例样表）.pdf",
    }
    assert away.json()["files"] == {}
    assert (await visitor.get(file["url"].removeprefix("/api/catalog"))).content == FORM
