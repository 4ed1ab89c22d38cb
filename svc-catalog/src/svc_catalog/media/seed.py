"""Guides of the synthetic city: a cartoon, an article, and a film where ffmpeg is there."""

import shutil
from asyncio import create_subprocess_exec
from asyncio.subprocess import DEVNULL
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from svc_catalog.media.models import MediaGuide
from svc_catalog.media.schemas import MediaIn
from svc_catalog.media.service import MediaService
from svc_catalog.media.types import Content
from svc_catalog.settings import Settings
from svc_catalog.uploads.service import UploadService
from svc_catalog.uploads.types import Kind

AUTHOR, REVIEWER, CITY = "seed-author", "seed-publisher", frozenset({"331000"})
SECONDS = 4  # of each card of a film
#: What stands beside the person in a picture.
PROPS = {
    "house": '<path d="M330 190v-80l60-45 60 45v80z" fill="#c7a27c"/>'
    '<path d="M375 190v-45h30v45z" fill="#7b5a3c"/>',
    "phone": '<rect x="350" y="70" width="70" height="120" rx="10" fill="#34495e"/>'
    '<rect x="357" y="84" width="56" height="88" fill="#d9f0ff"/>',
    "card": '<rect x="325" y="95" width="130" height="82" rx="8" fill="#4a7fb5"/>'
    '<path d="M325 115h130v16H325z" fill="#2d5580"/>',
    "tick": '<circle cx="390" cy="135" r="56" fill="#4caf7a"/>'
    '<path d="M362 136l20 21 38-44" fill="none" stroke="#fff" stroke-width="12"/>',
    "lorry": '<path d="M300 100h100v70H300zM404 122h38l18 24v24h-56z" fill="#5b7b9a"/>'
    '<circle cx="330" cy="178" r="14" fill="#333"/><circle cx="428" cy="178" r="14" fill="#333"/>',
}


def drawing(prop: str, colour: str, words: Sequence[str]) -> bytes:
    """Return a picture: a person, what he needs, and what is said below."""
    lines = "".join(
        f'<text x="260" y="{248 + 34 * place}" font-size="22" text-anchor="middle">{escape(line)}</text>'
        for place, line in enumerate(words)
    )
    person = (
        '<circle cx="160" cy="92" r="30" fill="#f2c9a1"/><path d="M130 86a30 30 0 0 1 60 0z" fill="#3a2c25"/>'
        '<path d="M112 196c0-46 20-66 48-66s48 20 48 66z" fill="#4f8f8b"/>'
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 520 310" width="520" height="310">'
        f'<rect width="520" height="310" fill="{colour}"/>{person}{PROPS[prop]}{lines}</svg>'
    ).encode()


def captions(cues: Sequence[str]) -> bytes:
    """Return the subtitles of a film of cards."""
    spans = (
        f"00:{SECONDS * place:02}.000 --> 00:{SECONDS * (place + 1):02}.000\n{cue}"
        for place, cue in enumerate(cues)
    )
    return "\n\n".join(("WEBVTT", *spans, "")).encode()


async def make_film(program: str, cards: Sequence[str], folder: Path) -> bool:
    """Make `film.mp4` and `poster.jpg`, a card of one colour for each cue; tell whether that went well."""
    inputs = [
        f"color=c={card}:s=640x360:r=10:d={SECONDS},drawbox=x=200:y=130:w=240:h=100:c=white@0.8:t=8"
        for card in cards
    ]
    film = [part for one in inputs for part in ("-f", "lavfi", "-i", one)]
    process = await create_subprocess_exec(
        program, "-nostdin", "-v", "error", *film,
        "-filter_complex", f"concat=n={len(cards)}:v=1:a=0[all];[all]split[film][poster]",
        "-map", "[film]", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart",
        str(folder / "film.mp4"),
        "-map", "[poster]", "-frames:v", "1", str(folder / "poster.jpg"),
        stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL,
    )  # fmt: skip
    return await process.wait() == 0


class Seeder:
    """Lets a synthetic author and a synthetic reviewer do what people do."""

    def __init__(self, session: AsyncSession, now: datetime, settings: Settings) -> None:
        self._session = session
        self._uploads = UploadService(session, now, settings.media_dir)
        self._media = MediaService(session, now, self._uploads, settings.public_url)
        self._ffmpeg = shutil.which(settings.ffmpeg)

    async def show(self, one: Mapping[str, Any]) -> None:
        """Publish one guide and let others claim it; a film only where one can be made."""
        region, content = one["region_code"], one["content"]
        named = {
            name: await self._keep(Kind.DRAWING, name, region, drawing(**picture))
            for name, picture in one["pictures"].items()
        }
        if "film" in one:
            film = await self._film(one["film"], region)
            if film is None:
                return
            content = content | film
        whole = Content.model_validate_json(with_hashes(content, named))
        guide = await self._media.begin(MediaIn(region_code=region, content=whole), AUTHOR, CITY)
        media_id: UUID = guide.media_id
        await self._media.submit(media_id, CITY, "*")
        await self._media.publish(media_id, REVIEWER, CITY, "*")
        for claimant in one["claimed_by"]:
            await self._media.claim(media_id, claimant, REVIEWER, CITY)

    async def _keep(self, kind: Kind, name: str, region: str, content: bytes) -> str:
        stored = await self._uploads.take_whole(kind, name, region, BytesIO(content), AUTHOR, CITY)
        return stored.sha256

    async def _film(self, film: Mapping[str, Any], region: str) -> dict[str, str] | None:
        if self._ffmpeg is None:
            return None
        folder = self._uploads.workplace()
        try:
            if not await make_film(self._ffmpeg, film["cards"], folder):
                return None
            video = await self._keep(Kind.VIDEO, "film.mp4", region, (folder / "film.mp4").read_bytes())
            stored = await self._uploads.file(video)
            # It was made in the form of every telephone: it is its own rendition.
            await self._uploads.add_rendition(stored, folder / "film.mp4", folder / "poster.jpg")
            text = await self._keep(Kind.CAPTIONS, "film.vtt", region, captions(film["cues"]))
            return {"video": video, "captions": text, "cover": stored.poster_sha256 or ""}
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def with_hashes(content: Mapping[str, Any], named: Mapping[str, str]) -> bytes:
    """Return what a guide shows as JSON, with the hashes of pictures in the place of their names."""

    def put(one: Mapping[str, Any]) -> dict[str, Any]:
        return {**one, "sha256": named[one["sha256"]]} if "sha256" in one else dict(one)

    found = dict(content)
    if found.get("cover") in named:
        found["cover"] = named[found["cover"]]
    for member in ("pages", "blocks"):
        found[member] = [put(one) for one in found.get(member, ())]
    return orjson.dumps(found)


async def fill_media(session: AsyncSession, now: datetime, settings: Settings) -> None:
    """Publish the guides of the synthetic city, unless there are any."""
    if await session.scalar(select(func.count()).select_from(MediaGuide)):
        return
    seeder = Seeder(session, now, settings)
    for one in orjson.loads((resources.files("svc_catalog.data") / "media.json").read_bytes()):
        await seeder.show(one)
