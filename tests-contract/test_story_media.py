"""A film goes through the door in parts, is published by a second person, and is seen in the next county."""

import base64
import hashlib
import struct
from collections.abc import Callable
from typing import Any

PART = 8_000_000
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:12.000\n到窗口取号\n".encode()


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def film() -> bytes:
    """Return a film that is longer than one part."""
    size, length = struct.pack(">II", 640 << 16, 360 << 16), struct.pack(">12xII", 1000, 12_000)
    media = box(b"mdia", box(b"hdlr", b"\0" * 8, b"vide", b"\0" * 13))
    head = box(b"moov", box(b"mvhd", length), box(b"trak", box(b"tkhd", b"\0" * 76, size), media))
    return box(b"ftyp", b"isom\0\0\2\0isommp42") + head + box(b"mdat", b"\1" * PART)


def sent(officer: Any, path: str, number: int, part: bytes) -> dict[str, Any]:
    digest = base64.b64encode(hashlib.sha256(part).digest()).decode()
    headers = {"content-digest": f"sha-256=:{digest}:"}
    answer = officer.send("PUT", f"/api{path}/parts/{number}", content=part, headers=headers)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def kept(officer: Any, kind: str, content: bytes) -> str:
    form = {"kind": kind, "region_code": "331002"}
    answer = officer.send("POST", "/api/catalog/v1/operator/files", data=form, files={"file": ("1", content)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["sha256"])


def test_a_film_is_uploaded_in_parts_published_and_claimed(city: Any, patience: Callable[..., Any]) -> None:
    li, chen = city.staff("clerk-jiaojiang"), city.staff("city-admin")
    wang, anybody = city.staff("clerk-wenling"), city.browser()
    whole = film()
    wish = {"kind": "video", "name": "窗口.mp4", "region_code": "331002", "size": len(whole)}
    begun = li.post("/catalog/v1/operator/uploads", wish).json()
    path = f"/catalog/v1/operator/uploads/{begun['upload_id']}"

    # A whole part passes the door; somebody who comes back later learns which one is missing.
    sent(li, path, 1, whole[:PART])
    assert li.get(path).json()["received"] == [1]
    sent(li, path, 2, whole[PART:])
    stored = li.post(f"{path}/complete").json()
    assert stored["sha256"] == hashlib.sha256(whole).hexdigest()

    def looked_at() -> bool:
        return bool(li.get(f"/catalog/v1/operator/files/{stored['sha256']}").json()["rendition"] != "pending")

    patience(looked_at, within=60)
    content = {
        "form": "video",
        "title": "海门窗口一分钟",
        "about": [{"directory_code": "gjj-29"}],
        "video": stored["sha256"],
        "captions": kept(li, "captions", CAPTIONS),
        "cover": kept(li, "drawing", DRAWING),
    }
    guide = li.post("/catalog/v1/operator/media", {"region_code": "331002", "content": content}).json()
    acts = f"/catalog/v1/operator/media/{guide['media_id']}"
    any_version = {"if-match": "*"}
    assert li.post(f"{acts}/submit", headers=any_version).status_code == 200
    assert li.post(f"{acts}/publish", headers=any_version).status_code == 403
    assert chen.post(f"{acts}/publish", headers=any_version).status_code == 200

    shown = anybody.get(f"/catalog/v1/media/{guide['media_id']}").json()
    part = anybody.send("GET", shown["video"]["url"], headers={"range": f"bytes={PART}-"})
    assert (part.status_code, part.content) == (206, whole[PART:])
    assert wang.post(f"{acts}/claim", {"region_code": "331081"}).status_code == 200
    there = anybody.get("/catalog/v1/media?region=331081&item=gjj-29").json()["items"]
    assert ("海门窗口一分钟", "椒江区") in [(one["title"], one["origin"]["region_name"]) for one in there]
    # What the synthetic city shows from its first day.
    assert "cartoon" in {one["form"] for one in there}

    visit = {"region": "331081", "channel": "app"}
    assert anybody.post(f"/catalog/v1/media/{guide['media_id']}/visits", visit).status_code == 204
    assert li.get(f"{acts}/figures").json()["views"] == 1
    found = anybody.get("/catalog/v1/search?region=331081&q=海门窗口一分钟").json()["others"]
    assert guide["media_id"] in [one["key"] for one in found]
    (batch,) = chen.get("/catalog/v1/operator/batches").json()["items"]
    assert (batch["overdue"], batch["done"] < batch["total"]) == (1, True)

    assert chen.post(f"{acts}/withdraw", headers=any_version).status_code == 200
    assert anybody.send("GET", shown["video"]["url"]).status_code == 404
