"""Guides as films, pictures and cartoons: made by one, published by another, claimed by the next county."""

import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from servicekit.clock import utc_now
from servicekit.db import SessionMaker
from servicekit.settings import ServiceSettings
from servicekit.testing import Gateway
from svc_catalog.media.seed import fill_media
from svc_catalog.settings import Settings

Headers = dict[str, str]
Answer = dict[str, Any]
ACTS = ("media:read", "media:edit", "media:review")
PARAGRAPH = {"kind": "paragraph", "runs": [{"text": "先在手机上预约，再带上身份证到窗口。"}]}


def granted(region: str, *acts: str) -> dict[str, list[str]]:
    return {act: [region] for act in acts or ACTS}


@pytest.fixture
def author(gateway: Gateway) -> Headers:
    return gateway.header("li-min", grants=granted("331002"))


@pytest.fixture
def reviewer(gateway: Gateway) -> Headers:
    return gateway.header("chen", grants=granted("331000"))


@pytest.fixture
def neighbour(gateway: Gateway) -> Headers:
    """An officer of 温岭."""
    return gateway.header("wang-qiang", grants=granted("331081", "media:read", "media:edit"))


@pytest.fixture
async def cover(client: httpx.AsyncClient, author: Headers, drawing: bytes) -> str:
    return await stored(client, author, "drawing", drawing)


@pytest.fixture
async def cartoon(cover: str) -> Answer:
    return {
        "form": "cartoon",
        "title": "公积金提取四格漫画",
        "about": [{"directory_code": "gjj-29"}],
        "cover": cover,
        "pages": [{"sha256": cover, "alt": "林晓带上身份证"}],
    }


async def stored(client: httpx.AsyncClient, author: Headers, kind: str, content: bytes) -> str:
    form = {"kind": kind, "region_code": "331002"}
    answer = await client.post(
        "/v1/operator/files", data=form, files={"file": ("1", content)}, headers=author
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["sha256"])


async def drafted(client: httpx.AsyncClient, author: Headers, content: Answer) -> str:
    body = {"region_code": "331002", "content": content}
    answer = await client.post("/v1/operator/media", json=body, headers=author)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["media_id"])


async def act(
    client: httpx.AsyncClient, who: Headers, media_id: str, what: str, **body: Any
) -> httpx.Response:
    path = f"/v1/operator/media/{media_id}/{what}"
    return await client.post(path, json=body or None, headers=who | {"if-match": "*"})


async def published(client: httpx.AsyncClient, author: Headers, reviewer: Headers, content: Answer) -> str:
    media_id = await drafted(client, author, content)
    for who, what in ((author, "submit"), (reviewer, "publish")):
        answer = await act(client, who, media_id, what)
        assert answer.status_code == 200, answer.text
    return media_id


async def titles(client: httpx.AsyncClient, region: str, **more: str) -> list[str]:
    page = (await client.get("/v1/media", params={"region": region, **more})).json()
    return [one["title"] for one in page["items"]]


def slug(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("type", "").rpartition("/")[2]


async def test_a_second_person_publishes_and_then_everybody_sees_guide_and_files(
    visitor: httpx.AsyncClient, author: Headers, reviewer: Headers, cartoon: Answer, cover: str
) -> None:
    media_id = await drafted(visitor, author, cartoon)
    file = f"/v1/media/files/{cover}"
    too_early = await act(visitor, reviewer, media_id, "publish")
    await act(visitor, author, media_id, "submit")
    alone = await act(visitor, author, media_id, "publish")
    hidden, hidden_file = await visitor.get(f"/v1/media/{media_id}"), await visitor.get(file)
    done = await act(visitor, reviewer, media_id, "publish")
    shown = await visitor.get(f"/v1/media/{media_id}")
    held = await visitor.get(f"/v1/media/{media_id}", headers={"if-none-match": shown.headers["etag"]})

    assert slug(too_early) == (409, "nothing-to-review")
    assert slug(alone) == (409, "second-person-needed")
    assert slug(hidden) == slug(hidden_file) == (404, "no-such-media")
    assert (done.json()["number"], done.json()["allowed"]) == (1, ["write", "withdraw"])
    assert shown.json()["guide"]["origin"] == {"region_code": "331002", "region_name": "椒江区"}
    assert shown.json()["pictures"][cover]["url"] == f"https://sanzhi.example/api/catalog{file}"
    assert held.status_code == 304
    assert (await visitor.get(file)).headers["content-type"] == "image/svg+xml"
    assert cartoon["title"] in await titles(visitor, "331002001", item="gjj-29", form="cartoon")
    assert cartoon["title"] not in await titles(visitor, "331002", item="jt-51")
    assert cartoon["title"] not in await titles(visitor, "331081")


async def test_a_reviewer_sends_back_with_the_reason_and_what_is_written_anew_waits_anew(
    client: httpx.AsyncClient, author: Headers, reviewer: Headers, cartoon: Answer
) -> None:
    media_id = await drafted(client, author, cartoon)
    path = f"/v1/operator/media/{media_id}"
    await act(client, author, media_id, "submit")
    returned = (await act(client, reviewer, media_id, "return", note="第二页看不清")).json()
    await act(client, author, media_id, "submit")
    stale = await client.put(path, json=cartoon, headers=author | {"if-match": '"1"'})
    written = await client.put(path, json=cartoon, headers=author | {"if-match": "*"})

    assert (returned["state"], returned["note"]) == ("returned", "第二页看不清")
    assert slug(stale) == (412, "stale-version")
    assert written.json()["state"] == "draft"
    assert slug(await act(client, reviewer, media_id, "publish")) == (409, "nothing-to-review")


async def test_what_a_guide_lacks_is_said_at_its_place_and_nothing_unfit_is_submitted(
    client: httpx.AsyncClient, author: Headers, short_film: bytes, captions: bytes, cover: str
) -> None:
    video = await stored(client, author, "video", short_film)
    text = await stored(client, author, "captions", captions)
    content = {
        "form": "scenario",
        "title": "窗口一日",
        "about": [{"directory_code": "gjj-29"}, {"directory_code": "no-such"}],
        "cover": text,
        "video": video,
        "captions": "0" * 64,
        "chapters": [{"at": 5, "title": "取号"}, {"at": 5, "title": "递交"}, {"at": 99, "title": "领取"}],
    }
    media_id = await drafted(client, author, content)
    refused = await act(client, author, media_id, "submit")

    assert slug(refused) == (409, "media-not-fit")
    found = {(one["code"], one["pointer"]) for one in refused.json()["findings"]}
    assert found == {
        ("wrong-kind", "#/cover"),
        ("not-ready", "#/video"),
        ("no-such-file", "#/captions"),
        ("chapter-order", "#/chapters/1/at"),
        ("chapter-order", "#/chapters/2/at"),
        ("no-such-item", "#/about"),
    }
    bare = {"title": "空", "about": [{"directory_code": "gjj-29"}], "cover": cover}
    for form, code in (("video", "no-video"), ("cartoon", "no-pages"), ("article", "no-text")):
        one = await drafted(client, author, bare | {"form": form})
        assert code in (await act(client, author, one, "submit")).text


@pytest.mark.parametrize(
    "change",
    [
        {"title": "<b>公积金</b>"},
        {"blocks": [{"kind": "html", "text": "<p>"}]},
        {"blocks": [{"kind": "paragraph", "runs": [{"text": "<script>alert(1)</script>"}]}]},
        {"summary": "<img src=x>"},
        {"html": "<p>正文</p>"},
    ],
)
async def test_a_guide_holds_no_markup(
    client: httpx.AsyncClient, author: Headers, cartoon: Answer, change: Answer
) -> None:
    body = {"region_code": "331002", "content": cartoon | change}
    refused = await client.post("/v1/operator/media", json=body, headers=author)

    assert refused.status_code == 422


async def test_a_county_writes_its_own_guides_alone(
    client: httpx.AsyncClient, author: Headers, neighbour: Headers, cartoon: Answer
) -> None:
    media_id = await drafted(client, author, cartoon)
    body = {"region_code": "331002", "content": cartoon}
    path = f"/v1/operator/media/{media_id}"

    assert slug(await client.post("/v1/operator/media", json=body, headers=neighbour)) == (
        403,
        "region-not-yours",
    )
    assert slug(await client.get(path, headers=neighbour)) == (404, "no-such-media")
    assert slug(await act(client, neighbour, media_id, "submit")) == (404, "no-such-media")
    assert slug(await act(client, neighbour, media_id, "publish")) == (403, "not-allowed")


async def test_another_county_claims_a_guide_shows_whose_it_is_and_follows_it(
    visitor: httpx.AsyncClient, author: Headers, reviewer: Headers, neighbour: Headers, cartoon: Answer
) -> None:
    media_id = await published(visitor, author, reviewer, cartoon)
    library = (await visitor.get("/v1/operator/media-library", headers=neighbour)).json()["items"]
    claim = await act(visitor, neighbour, media_id, "claim", region_code="331081")
    wrong = await act(visitor, neighbour, media_id, "claim", region_code="331002")
    own = await act(visitor, author, media_id, "claim", region_code="331002")
    page = (await visitor.get("/v1/media", params={"region": "331081001", "item": "gjj-29"})).json()
    (mine,) = [one for one in page["items"] if one["media_id"] == media_id]

    # The origin publishes again: the claimant shows it at once, and is told.
    path = f"/v1/operator/media/{media_id}"
    await visitor.put(path, json=cartoon | {"title": "新版漫画"}, headers=author | {"if-match": "*"})
    await act(visitor, author, media_id, "submit")
    still = await titles(visitor, "331081", item="gjj-29")
    await act(visitor, reviewer, media_id, "publish")
    (told,) = await claims(visitor, neighbour, media_id)
    now = await titles(visitor, "331081", item="gjj-29")
    (seen,) = [(await act(visitor, neighbour, media_id, "claim", region_code="331081")).json()]

    assert media_id in [one["media_id"] for one in library]
    assert claim.json()["origin"]["region_name"] == "椒江区"
    assert (slug(wrong), slug(own)) == ((403, "region-not-yours"),) * 2
    assert mine["origin"] == {"region_code": "331002", "region_name": "椒江区"}
    assert cartoon["title"] in still
    assert "新版漫画" in now
    assert (told["is_newer"], told["number"], seen["is_newer"]) == (True, 2, False)

    await visitor.delete(f"{path}/claims/331081", headers=neighbour)
    assert "新版漫画" not in await titles(visitor, "331081")


async def claims(client: httpx.AsyncClient, who: Headers, media_id: str) -> list[Answer]:
    found = (await client.get("/v1/operator/media-claims", headers=who)).json()
    return [one for one in found if one["media_id"] == media_id]


async def test_what_is_withdrawn_is_gone_at_once_everywhere_with_its_files(
    visitor: httpx.AsyncClient,
    author: Headers,
    reviewer: Headers,
    neighbour: Headers,
    cartoon: Answer,
    cover: str,
) -> None:
    media_id = await published(visitor, author, reviewer, cartoon)
    other = await published(visitor, author, reviewer, cartoon | {"title": "另一份"})
    await act(visitor, neighbour, media_id, "claim", region_code="331081")
    file = await visitor.get(f"/v1/media/files/{cover}")

    done = await act(visitor, reviewer, media_id, "withdraw")
    shared = await visitor.get(f"/v1/media/files/{cover}")
    await act(visitor, reviewer, other, "withdraw")
    gone = await visitor.get(f"/v1/media/files/{cover}", headers={"if-none-match": file.headers["etag"]})
    (told,) = await claims(visitor, neighbour, media_id)

    assert done.json()["published"] is None
    assert file.headers["cache-control"] == "no-cache"
    assert shared.status_code == 200  # the other guide shows it still
    assert slug(gone) == slug(await visitor.get(f"/v1/media/{media_id}")) == (404, "no-such-media")
    assert told["is_gone"]
    assert cartoon["title"] not in await titles(visitor, "331081", item="gjj-29")


async def test_files_come_whole_in_ranges_or_not_again(
    visitor: httpx.AsyncClient,
    author: Headers,
    reviewer: Headers,
    cartoon: Answer,
    cover: str,
    drawing: bytes,
) -> None:
    await published(visitor, author, reviewer, cartoon)
    path = f"/v1/media/files/{cover}"
    whole = await visitor.get(path)
    part = await visitor.get(path, headers={"range": "bytes=5-14"})
    changed = await visitor.get(path, headers={"range": "bytes=5-14", "if-range": '"another"'})
    beyond = await visitor.get(path, headers={"range": "bytes=99999-"})
    held = await visitor.get(path, headers={"if-none-match": whole.headers["etag"]})

    assert (whole.status_code, whole.content, whole.headers["accept-ranges"]) == (200, drawing, "bytes")
    assert (part.status_code, part.content) == (206, drawing[5:15])
    assert part.headers["content-range"] == f"bytes 5-14/{len(drawing)}"
    assert changed.status_code == 200
    assert slug(beyond) == (416, "range-not-satisfiable")
    assert beyond.headers["content-type"] == "application/problem+json"
    assert beyond.headers["content-range"] == f"bytes */{len(drawing)}"
    assert (held.status_code, held.content) == (304, b"")
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in whole.headers["content-security-policy"]


async def test_a_guide_has_a_link_and_a_code_for_the_pages_of_others(
    visitor: httpx.AsyncClient, author: Headers, reviewer: Headers, cartoon: Answer
) -> None:
    media_id = await published(visitor, author, reviewer, cartoon | {"title": '"公积金" & 提取'})
    shown = (await visitor.get(f"/v1/media/{media_id}")).json()
    frame = ET.fromstring(shown["embed"].replace(" allowfullscreen", ""))  # noqa: S314 - our own

    assert shown["page_url"] == f"https://sanzhi.example/media/{media_id}"
    assert frame.tag == "iframe"
    assert frame.attrib["src"] == shown["page_url"] + "?embed=1"
    assert frame.attrib["title"] == '"公积金" & 提取'


async def test_search_finds_a_guide_by_title_and_by_item_where_it_is_shown(
    visitor: httpx.AsyncClient, author: Headers, reviewer: Headers, neighbour: Headers, cartoon: Answer
) -> None:
    async def found(query: str, region: str) -> list[str]:
        answer = (await visitor.get("/v1/search", params={"q": query, "region": region})).json()
        return [one["key"] for one in answer["others"] if one["kind"] == "guide"]

    about = {"title": "海门老街办照记", "about": [{"directory_code": "crj-08"}]}
    media_id = await drafted(visitor, author, cartoon | about)
    before = await found("海门老街办照", "331002")
    for who, what in ((author, "submit"), (reviewer, "publish")):
        await act(visitor, who, media_id, what)

    assert before == []
    assert await found("海门老街办照", "331002001") == [media_id]
    assert media_id in await found("普通护照签发", "331002")
    assert await found("海门老街办照", "331081") == []
    await act(visitor, neighbour, media_id, "claim", region_code="331081")
    assert await found("海门老街办照", "331081") == [media_id]
    click = {"q": "护照", "region": "331081", "kind": "guide", "key": media_id, "place": 1}
    assert (await visitor.post("/v1/search/clicks", json=click)).status_code == 204
    await act(visitor, reviewer, media_id, "withdraw")
    assert await found("海门老街办照", "331002") == await found("海门老街办照", "331081") == []


@pytest.mark.parametrize("ffmpeg", ["no-such-program-as-this", "ffmpeg"])
async def test_the_synthetic_city_shows_a_cartoon_an_article_and_a_film_where_one_can_be_made(
    visitor: httpx.AsyncClient,
    sessions: SessionMaker,
    settings_of: Callable[..., ServiceSettings],
    database_url: str,
    ffmpeg: str,
) -> None:
    settings = Settings.model_validate(settings_of(database_url, ffmpeg=ffmpeg).model_dump())
    for _ in range(2):  # again, there is nothing to do
        async with sessions.begin() as session:
            await fill_media(session, utc_now(), settings)

    shown = (await visitor.get("/v1/media", params={"region": "331081"})).json()["items"]
    forms = {one["form"]: (one["origin"]["region_name"], one["directory_codes"]) for one in shown}
    film = {"scenario": ("椒江区", ["gjj-29"])} if shutil.which(ffmpeg) else {}
    assert len(shown) == len(forms)
    assert forms == {"cartoon": ("椒江区", ["gjj-29"]), "article": ("温岭市", ["jt-51"])} | film
    for one in shown:
        full = (await visitor.get(f"/v1/media/{one['media_id']}")).json()
        for url in [one["cover_url"], *(picture["url"] for picture in full["pictures"].values())]:
            picture = await visitor.get(url.removeprefix("https://sanzhi.example/api/catalog"))
            assert picture.headers["content-type"].startswith("image/")
        if one["form"] == "scenario":
            assert (full["video"]["width"], one["seconds"], len(full["content"]["chapters"])) == (640, 12, 3)
