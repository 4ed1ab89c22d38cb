"""What svc-catalog's tests need: the whole synthetic city, and people who ask or decide."""

import struct
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from servicekit import Service
from servicekit.clock import utc_now
from servicekit.db import connect
from servicekit.testing import Gateway, database_of
from svc_catalog.items.seed import fill_forms
from svc_catalog.main import service as catalog
from svc_catalog.seed import fill


@pytest.fixture(scope="session")
def service() -> Service:
    return catalog


@pytest.fixture(scope="session")
def media_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="session")
def extra_settings(media_dir: Path) -> dict[str, Any]:
    return {"media_dir": media_dir, "public_url": "https://sanzhi.example"}


@pytest.fixture(scope="session")
async def database_url(service: Service, media_dir: Path) -> AsyncIterator[str]:
    """A catalogue with everything in it; each test undoes what it did."""
    async with database_of("svc_catalog") as url:
        engine, sessions = connect(url)
        async with sessions.begin() as session:
            await fill(session, utc_now())
            await fill_forms(session, utc_now(), media_dir)
        await engine.dispose()
        yield url


@pytest.fixture
def visitor(client: httpx.AsyncClient, gateway: Gateway) -> httpx.AsyncClient:
    client.headers.update(gateway.visitor)
    return client


@pytest.fixture
def clerk(gateway: Gateway) -> dict[str, str]:
    """The headers of an operator of 椒江."""
    return gateway.header(
        "li-min", grants={"item:read": ["331002"], "item:withdraw": ["331002"], "item:publish": ["331002"]}
    )


def box(kind: bytes, *parts: bytes) -> bytes:
    """Return a box of an MP4 film."""
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def film_of(seconds: int = 12, padding: int = 100, reference: bytes = b"\0\0\0\1") -> bytes:
    """Return a film whose boxes are all there, and whose pictures are none."""
    said = struct.pack(">12xII", 1000, seconds * 1000)
    size = struct.pack(">II", 640 << 16, 360 << 16)
    references = box(b"dref", b"\0\0\0\0\0\0\0\1", box(b"url ", reference))
    media = box(b"mdia", box(b"hdlr", b"\0" * 8, b"vide", b"\0" * 13), box(b"minf", box(b"dinf", references)))
    head = box(b"moov", box(b"mvhd", said), box(b"trak", box(b"tkhd", b"\0" * 76, size), media))
    return box(b"ftyp", b"isom\0\0\2\0isommp42") + head + box(b"mdat", b"\0" * padding)


@pytest.fixture(scope="session")
def film() -> bytes:
    """A film that is long enough for two parts."""
    return film_of(padding=8_100_000)


@pytest.fixture(scope="session")
def short_film() -> bytes:
    return film_of()


@pytest.fixture(scope="session")
def foreign_film() -> bytes:
    """A film whose pictures lie elsewhere."""
    return film_of(reference=b"\0\0\0\0http://127.0.0.1/\0")


@pytest.fixture(scope="session")
def drawing() -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 60"><rect width="100" height="60" '
        'fill="#eee"/><text x="10" y="30">带上身份证</text></svg>'
    ).encode()


@pytest.fixture(scope="session")
def captions() -> bytes:
    cues = ("00:00.000 --> 00:05.000\n带上<b>身份证</b>", "00:05.000 --> 00:12.000\n到窗口取号")
    return "\n\n".join(("WEBVTT", *cues)).encode()
