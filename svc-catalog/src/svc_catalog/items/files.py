"""The files that guides name: blank forms, samples, diagrams; had by everybody while a guide shows them."""

from collections.abc import Iterable, Iterator

from sqlalchemy.ext.asyncio import AsyncSession

from svc_catalog.items.repository import ItemRepository
from svc_catalog.items.schemas import GuideFileOut
from svc_catalog.items.types import Finding, Guide, Material
from svc_catalog.uploads.errors import NoSuchFile
from svc_catalog.uploads.models import StoredFile
from svc_catalog.uploads.types import Kind

#: Where files are, below the origin that browsers see.
ADDRESS = "/api/catalog/v1/item-files"
#: Kinds that fit where a guide names a file.
KINDS = {Kind.DOCUMENT, Kind.PICTURE, Kind.DRAWING}


def named_in(guide: Guide) -> Iterator[tuple[str, str]]:
    """Yield the files that a guide names: where, and by which hash."""
    if guide.process_diagram:
        yield "/process_diagram", guide.process_diagram
    for place, material in enumerate(guide.materials):
        for name in ("form_file", "example_file"):
            if sha256 := getattr(material, name):
                yield f"/materials/{place}/{name}", sha256


def hashes_in(guide: Guide | None) -> set[str]:
    """Return the hashes of all files that a guide names."""
    return {sha256 for _, sha256 in named_in(guide)} if guide else set()


def hashes_of(materials: Iterable[Material]) -> set[str]:
    """Return the hashes of the blank forms and samples of materials."""
    return {sha256 for one in materials for sha256 in (one.form_file, one.example_file) if sha256}


class GuideFiles:
    """Keeps which files are shown."""

    def __init__(self, session: AsyncSession) -> None:
        self._items = ItemRepository(session)

    async def shown(self, hashes: set[str]) -> dict[str, GuideFileOut]:
        """Return those of some files that everybody may have, by their hashes."""
        if not hashes:
            return {}
        return {
            one.sha256: GuideFileOut(
                name=one.name, media_type=one.media_type, size=one.size, url=f"{ADDRESS}/{one.sha256}"
            )
            for one in await self._items.shown_files(hashes)
        }

    async def file(self, sha256: str) -> StoredFile:
        """Return a file that a published guide shows.

        Raises:
            NoSuchFile: none does.

        """
        found = await self._items.shown_files([sha256])
        if not found:
            raise NoSuchFile
        return found[0]

    async def note(self, item_id: str, guide: Guide) -> None:
        """Let everybody have the files of a guide, and those before it no longer."""
        await self._items.name_files(item_id, hashes_in(guide))

    async def findings(self, guide: Guide) -> list[Finding]:
        """Return which files of a guide are not there, or not of a kind that fits."""
        hashes = hashes_in(guide)
        kinds = await self._items.file_kinds(hashes) if hashes else {}
        found = []
        for pointer, sha256 in named_in(guide):
            if sha256 not in kinds:
                found.append(
                    Finding("no-such-file", pointer, "no such file is stored", "文件不存在，请重新上传")
                )
            elif kinds[sha256] not in KINDS:
                found.append(Finding("wrong-kind", pointer, "a file of another kind", "文件类型不对"))
        return found
