"""What time does to uploads and stored videos."""

import asyncio
import shutil
from asyncio.subprocess import DEVNULL, Process
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Deadlines, Jobs
from servicekit.tools import tools_of
from svc_catalog.uploads.service import UploadService
from svc_catalog.uploads.types import EXPIRE, TRANSCODE, Rendition

jobs = Jobs()
LOOK_AGAIN = timedelta(seconds=2)
LONGEST = timedelta(hours=1)


@dataclass(frozen=True)
class Run:
    """A transcoding that is under way in this process: other jobs do not wait for it."""

    process: Process
    folder: Path
    began_at: datetime


_running: dict[str, Run] = {}


@jobs.on(EXPIRE)
async def expire(upload_id: str, session: AsyncSession, now: datetime) -> None:
    """Forget an upload that was never completed."""
    await UploadService(session, now, tools_of(session).settings.media_dir).expire(UUID(upload_id))


@jobs.on(TRANSCODE)
async def transcode(sha256: str, session: AsyncSession, now: datetime) -> None:
    """Begin to bring a video into the form that every telephone plays, or look how far it is."""
    settings = tools_of(session).settings
    uploads = UploadService(session, now, settings.media_dir)
    file = await uploads.file(sha256)
    if file.rendition != Rendition.PENDING:
        return
    run = _running.get(sha256)
    if run is None:
        program = shutil.which(settings.ffmpeg)
        if program is None:
            file.rendition = Rendition.ABSENT
            return
        _running[sha256] = await begin(program, uploads.path(sha256), uploads.workplace(), now)
    elif run.process.returncode is not None or now - run.began_at > LONGEST:
        del _running[sha256]
        try:
            if run.process.returncode == 0:
                await uploads.add_rendition(file, run.folder / "film.mp4", run.folder / "poster.jpg")
            else:
                if run.process.returncode is None:
                    run.process.kill()
                file.rendition = Rendition.FAILED
        finally:
            shutil.rmtree(run.folder, ignore_errors=True)
        return
    await Deadlines(session).set(TRANSCODE, sha256, now + LOOK_AGAIN)


async def begin(program: str, source: Path, folder: Path, now: datetime) -> Run:
    """Start ffmpeg: H.264 and AAC at most 1280 wide, the head in front, and one picture as a poster.

    It reads this one file as MP4 and nothing else: a playlist inside would make it fetch others.
    """
    scale = "scale='min(1280,iw)':-2"
    process = await asyncio.create_subprocess_exec(
        program, "-nostdin", "-v", "error", "-threads", "1", "-protocol_whitelist", "file", "-f", "mov",
        "-i", str(source),
        "-map", "0:v:0", "-map", "0:a:0?", "-vf", scale,
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-pix_fmt", "yuv420p",
        "-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart", str(folder / "film.mp4"),
        "-map", "0:v:0", "-vf", scale, "-frames:v", "1", str(folder / "poster.jpg"),
        stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL,
    )  # fmt: skip
    return Run(process, folder, now)
