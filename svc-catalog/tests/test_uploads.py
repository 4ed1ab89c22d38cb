"""Files come in by parts or at once, are looked at to their last byte, and are kept once."""

import asyncio
import base64
import dataclasses
import hashlib
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from servicekit.settings import ServiceSettings
from servicekit.testing import Gateway, StoppedClock
from servicekit.tools import Tools
from svc_catalog.main import service
from svc_catalog.uploads.models import Upload, UploadPart
from svc_catalog.uploads.types import PART_SIZE

Headers = dict[str, str]
Sessions = async_sessionmaker[AsyncSession]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.fixture
def officer(gateway: Gateway) -> Headers:
    return gateway.header("li-min", grants={"media:read": ["331002"], "media:edit": ["331002"]})


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def digest(content: bytes) -> Headers:
    said = base64.b64encode(hashlib.sha256(content).digest()).decode()
    return {"content-digest": f"sha-256=:{said}:"}


def png(*, width: int = 2, rows: int = 2, is_whole: bool = True) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, 2, 8, 2, 0, 0, 0))
    data = zlib.compress((b"\0" + b"\x7f" * 3 * width) * rows)
    end = chunk(b"IEND", b"") if is_whole else b""
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + end


async def begun(client: httpx.AsyncClient, officer: Headers, content: bytes, **more: Any) -> httpx.Response:
    wish = {"kind": "video", "name": "取号.mp4", "region_code": "331002", "size": len(content)} | more
    return await client.post("/v1/operator/uploads", json=wish, headers=officer)


async def sent(client: httpx.AsyncClient, officer: Headers, kind: str, content: bytes) -> httpx.Response:
    return await client.post(
        "/v1/operator/files",
        data={"kind": kind, "region_code": "331002"},
        files={"file": ("指南", content)},
        headers=officer,
    )


def slug(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("type", "").rpartition("/")[2]


async def test_an_upload_that_was_interrupted_goes_on_with_what_is_missing(
    client: httpx.AsyncClient, officer: Headers, film: bytes
) -> None:
    one = (await begun(client, officer, film, sha256=sha(film))).json()
    path = f"/v1/operator/uploads/{one['upload_id']}"
    first, second = film[:PART_SIZE], film[PART_SIZE:]
    await client.put(f"{path}/parts/2", content=second, headers=officer | digest(second))
    # The connection breaks here: somebody else, who knows the number, may not go on with it.
    early = await client.post(f"{path}/complete", headers=officer)
    resumed = (await client.get(path, headers=officer)).json()
    await client.put(f"{path}/parts/1", content=first, headers=officer | digest(first))
    done = await client.post(f"{path}/complete", headers=officer)
    gone = await client.get(path, headers=officer)

    assert (one["parts"], one["received"], resumed["received"]) == (2, [], [2])
    assert slug(early) == (409, "parts-missing")
    assert early.json()["missing"] == [1]
    assert done.status_code == 201
    assert done.json()["sha256"] == sha(film)
    assert (done.json()["seconds"], done.json()["width"], done.json()["rendition"]) == (12, 640, "pending")
    assert slug(gone) == (404, "no-such-upload")


async def test_a_part_that_is_not_what_was_sent_is_refused_and_may_be_sent_again(
    client: httpx.AsyncClient, officer: Headers, film: bytes
) -> None:
    one = (await begun(client, officer, film)).json()
    path = f"/v1/operator/uploads/{one['upload_id']}"
    last = film[PART_SIZE:]

    changed = await client.put(f"{path}/parts/2", content=last, headers=officer | digest(b"other"))
    unsaid = await client.put(f"{path}/parts/2", content=last, headers=officer)
    short = await client.put(f"{path}/parts/2", content=last[1:], headers=officer | digest(last[1:]))
    beyond = await client.put(f"{path}/parts/3", content=last, headers=officer | digest(last))
    nothing = (await client.get(path, headers=officer)).json()["received"]
    again = await client.put(f"{path}/parts/2", content=last, headers=officer | digest(last))

    assert [slug(one) for one in (changed, unsaid, short, beyond)] == [(422, "part-broken")] * 4
    assert nothing == []
    assert again.json()["received"] == [2]


async def test_a_whole_that_is_not_what_was_announced_is_refused(
    client: httpx.AsyncClient, officer: Headers, short_film: bytes
) -> None:
    one = (await begun(client, officer, short_film, sha256="0" * 64)).json()
    path = f"/v1/operator/uploads/{one['upload_id']}"
    await client.put(f"{path}/parts/1", content=short_film, headers=officer | digest(short_film))

    assert slug(await client.post(f"{path}/complete", headers=officer)) == (422, "digest-differs")


async def test_a_film_of_three_gigabytes_is_refused_before_anything_of_it_is_sent(
    client: httpx.AsyncClient, officer: Headers
) -> None:
    refused = await begun(client, officer, b"", size=3_000_000_000)

    assert slug(refused) == (413, "file-too-large")
    assert refused.json()["limit"] == 500_000_000
    assert slug(await sent(client, officer, "captions", b"WEBVTT\n" * 100_000)) == (413, "file-too-large")


async def test_an_upload_belongs_to_who_began_it_and_to_a_region_of_his(
    client: httpx.AsyncClient, officer: Headers, gateway: Gateway, film: bytes
) -> None:
    other = gateway.header("wang", grants={"media:edit": ["331002"]})
    one = (await begun(client, officer, film)).json()
    path = f"/v1/operator/uploads/{one['upload_id']}"

    assert slug(await client.get(path, headers=other)) == (404, "no-such-upload")
    assert slug(await client.post(f"{path}/complete", headers=other)) == (404, "no-such-upload")
    elsewhere = await begun(client, officer, film, region_code="331081")
    assert slug(elsewhere) == (403, "region-not-yours")


@pytest.mark.parametrize("kind", ["video", "picture", "drawing", "captions"])
@pytest.mark.parametrize(
    "page", [b"<!DOCTYPE html><p>", b"\xef\xbb\xbf \n<HTML>", b"<script>alert(1)</script>"]
)
async def test_a_web_page_is_not_taken_whatever_it_is_called(
    client: httpx.AsyncClient, officer: Headers, kind: str, page: bytes
) -> None:
    assert slug(await sent(client, officer, kind, page)) == (415, "html-not-taken")


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<use href="https://elsewhere.example/a.svg#x"/>',
        '<use xlink:href="//elsewhere.example/a.svg#x"/>',
        '<image href="https://elsewhere.example/a.png"/>',
        '<a href="javascript:alert(1)"><text>点我</text></a>',
        '<rect fill="url(https://elsewhere.example/p.svg#p)"/>',
        '<rect style="background: url(https://elsewhere.example/a)"/>',
        "<style>@import 'https://elsewhere.example/a.css';</style>",
        '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
        '<rect><animate attributeName="href" to="javascript:alert(1)"/></rect>',
    ],
)
async def test_a_drawing_that_runs_or_reaches_out_is_refused(
    client: httpx.AsyncClient, officer: Headers, body: str
) -> None:
    refused = await sent(client, officer, "drawing", SVG.format(body).encode())

    assert slug(refused) == (415, "drawing-not-safe")
    assert "elsewhere.example" not in refused.text


async def test_entities_that_grow_are_refused_unread_and_other_encodings_too(
    client: httpx.AsyncClient, officer: Headers
) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + SVG.format(
        "&b;"
    )
    sheet = '<?xml-stylesheet href="https://elsewhere.example/a.css"?>' + SVG.format("")
    hidden = '<?xml version="1.0" encoding="utf-16"?>' + SVG.format("")

    assert slug(await sent(client, officer, "drawing", bomb.encode())) == (415, "drawing-not-safe")
    assert slug(await sent(client, officer, "drawing", sheet.encode())) == (415, "drawing-not-safe")
    assert slug(await sent(client, officer, "drawing", hidden.encode())) == (415, "not-of-its-kind")
    assert slug(await sent(client, officer, "drawing", b"<svg>")) == (415, "not-of-its-kind")


async def test_a_film_that_is_cut_off_or_takes_its_pictures_from_elsewhere_is_refused(
    client: httpx.AsyncClient, officer: Headers, short_film: bytes, foreign_film: bytes
) -> None:
    taken = await sent(client, officer, "video", short_film)
    cuts = [short_film[:size] for size in (4, 30, 200, len(short_film) - 1)]

    assert taken.status_code == 201
    for broken in (*cuts, short_film + b"more", foreign_film, b"\0\0\0\x08ftyp"):
        assert slug(await sent(client, officer, "video", broken)) == (415, "not-of-its-kind")


@pytest.mark.parametrize(
    ("cue", "line"),
    [
        ("00:00.000 --> 00:05.000\n<img src=x onerror=alert(1)>", 4),
        ("00:00.000 --> 00:05.000\n<script>", 4),
        ("00:05.000 --> 00:01.000\n倒着走", 3),
        ("STYLE\n::cue { background: url(//elsewhere.example) }", 3),
        ("没有时间", 3),
    ],
)
async def test_subtitles_with_markup_or_wrong_times_are_refused_with_their_line(
    client: httpx.AsyncClient, officer: Headers, captions: bytes, cue: str, line: int
) -> None:
    taken = await sent(client, officer, "captions", captions)
    refused = await sent(client, officer, "captions", f"WEBVTT\n\n{cue}".encode())

    assert (taken.status_code, taken.json()["seconds"]) == (201, 13)
    assert slug(refused) == (415, "not-of-its-kind")
    assert refused.json()["line"] == line


async def test_pictures_are_read_to_their_last_byte(client: httpx.AsyncClient, officer: Headers) -> None:
    good = await sent(client, officer, "picture", png())
    broken = [png(is_whole=False), png(rows=1), png(width=20_000), png() + b"PK", png()[:-6], b"GIF89a"]
    damaged = bytearray(png())
    damaged[45] ^= 1

    assert (good.status_code, good.json()["width"], good.json()["media_type"]) == (201, 2, "image/png")
    for content in (*broken, bytes(damaged)):
        assert slug(await sent(client, officer, "picture", content)) == (415, "not-of-its-kind")


async def test_the_same_file_is_kept_once(
    client: httpx.AsyncClient, officer: Headers, drawing: bytes, extra_settings: dict[str, Any]
) -> None:
    first = await sent(client, officer, "drawing", drawing)
    again = await sent(client, officer, "drawing", drawing)
    shown = await client.get(f"/v1/operator/files/{sha(drawing)}", headers=officer)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() == shown.json()
    folder: Path = extra_settings["media_dir"]
    assert [file.read_bytes() for file in (folder / "files").rglob(sha(drawing))] == [drawing]


@pytest.mark.parametrize("end", ["expired", "given up"])
async def test_an_upload_that_is_not_completed_leaves_nothing_behind(
    client: httpx.AsyncClient,
    officer: Headers,
    film: bytes,
    sessions: Sessions,
    clock: StoppedClock,
    extra_settings: dict[str, Any],
    end: str,
) -> None:
    one = (await begun(client, officer, film)).json()
    path = f"/v1/operator/uploads/{one['upload_id']}"
    last = film[PART_SIZE:]
    await client.put(f"{path}/parts/2", content=last, headers=officer | digest(last))
    folder: Path = extra_settings["media_dir"] / "parts" / one["upload_id"]
    assert (folder / "2").stat().st_size == len(last)

    if end == "expired":
        clock.move(days=1, seconds=1)
        await service.jobs.run_due(sessions, clock)
    else:
        await client.delete(path, headers=officer)

    assert not folder.exists()
    async with sessions() as session:
        for table in (Upload, UploadPart):
            wanted = select(func.count()).where(table.upload_id == one["upload_id"])
            assert await session.scalar(wanted) == 0


async def rendered(client: httpx.AsyncClient, officer: Headers, sessions: Sessions, sha256: str) -> Any:
    """Return a film when what can be done with it has been done."""
    clock, deadline = StoppedClock(), asyncio.get_running_loop().time() + 60
    while True:
        await service.jobs.run_due(sessions, clock)
        clock.move(seconds=2)
        found = (await client.get(f"/v1/operator/files/{sha256}", headers=officer)).json()
        if found["rendition"] != "pending":
            return found
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.1)


async def test_where_there_is_no_ffmpeg_a_film_is_shown_as_it_came(
    client: httpx.AsyncClient,
    officer: Headers,
    short_film: bytes,
    sessions: Sessions,
    tools: Tools,
    settings_of: Callable[..., ServiceSettings],
    database_url: str,
) -> None:
    without = settings_of(database_url, ffmpeg="no-such-program-as-this")
    sessions.configure(info={"tools": dataclasses.replace(tools, settings=without)})
    stored = (await sent(client, officer, "video", short_film)).json()

    found = await rendered(client, officer, sessions, stored["sha256"])

    assert (found["rendition"], found["rendition_sha256"], found["poster_sha256"]) == ("absent", None, None)


async def test_a_film_is_brought_into_the_form_of_every_telephone_with_its_head_in_front(
    client: httpx.AsyncClient,
    officer: Headers,
    sessions: Sessions,
    tmp_path: Path,
    extra_settings: dict[str, Any],
    short_film: bytes,
) -> None:
    source = tmp_path / "camera.mp4"
    colours = "testsrc=size=1920x1080:rate=5:duration=2"
    made = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", colours, "-c:v", "mpeg4", str(source)]
    subprocess.run(made, check=True)
    stored = await sent(client, officer, "video", source.read_bytes())
    found = await rendered(client, officer, sessions, stored.json()["sha256"])
    hollow = (await sent(client, officer, "video", short_film)).json()

    assert found["rendition"] == "ready"
    film = (await client.get(f"/v1/operator/files/{found['rendition_sha256']}", headers=officer)).json()
    poster = (await client.get(f"/v1/operator/files/{found['poster_sha256']}", headers=officer)).json()
    assert (film["width"], film["height"], film["seconds"]) == (1280, 720, 2)
    assert (poster["media_type"], poster["width"]) == ("image/jpeg", 1280)
    (path,) = (extra_settings["media_dir"] / "files").rglob(film["sha256"])
    content = path.read_bytes()
    assert 0 < content.find(b"moov") < content.find(b"mdat")
    assert b"avc1" in content
    # Boxes without pictures in them pass the look, and not ffmpeg.
    assert (await rendered(client, officer, sessions, hollow["sha256"]))["rendition"] == "failed"
    assert not list((extra_settings["media_dir"] / "parts").glob("film-*"))
