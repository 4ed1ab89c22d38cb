"""The built pages, kept in memory: a few megabytes, read when the door opens."""

import mimetypes
import re
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from gateway.proxy import answers

#: Vite puts a hash of the content into the names of what it builds.
HASHED = re.compile(r".+[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+(\.map)?")
ENCODINGS = {"br": ".br", "gzip": ".gz"}
FOREVER = b"cache-control: public, max-age=31536000, immutable\r\n"
ASK_AGAIN = b"cache-control: no-cache\r\n"
#: Applications with a page of their own; every other address belongs to the citizens' pages.
APPLICATIONS = ("workbench",)
#: Pages that a public account or another site may frame: guides as films and pictures.
FRAMED = b"/media/"
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json",
         ".woff2": "font/woff2", ".wasm": "application/wasm", ".pbf": "application/x-protobuf"}  # fmt: skip
TEXTUAL = ("text/", "application/json", "application/manifest+json", "image/svg+xml")


@dataclass(frozen=True)
class Page:
    """One file in all its encodings, with the header lines it is sent with."""

    lines: bytes
    tag: bytes
    body: bytes
    encoded: dict[str, bytes] = field(default_factory=dict)

    def answer(self, accepted: bytes, known: bytes) -> tuple[int, bytes, bytes]:
        """Return status, lines and body for a reader with these encodings and this copy."""
        if self.tag in known or known == b"*":
            return 304, self.lines, b""
        wishes = {
            wish.partition(b";")[0].strip(): wish.partition(b"q=")[2].strip()
            for wish in accepted.lower().split(b",")
        }
        for encoding, body in self.encoded.items():
            if wishes.get(encoding.encode(), b"0") not in {b"0", b"0.0", b"0.00", b"0.000"}:
                return 200, self.lines + b"content-encoding: %s\r\n" % encoding.encode(), body
        return 200, self.lines, self.body


class Pages:
    """What is served at which path."""

    def __init__(self, folder: Path | None) -> None:
        self._pages: dict[bytes, Page] = {}
        self._framed: Page | None = None
        if folder is None or not folder.is_dir():
            return
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix not in ENCODINGS.values():
                path = file.relative_to(folder).as_posix()
                self._pages[b"/" + path.encode()] = page_of(file, path)
        if page := self._pages.get(b"/index.html"):
            lines = page.lines.replace(answers.PAGE_POLICY, answers.FRAMED_POLICY)
            self._framed = replace(page, lines=lines)

    def find(self, path: bytes) -> Page | None:
        """Return the page at a path: a file, or the page of the application it lies in."""
        page = self._pages.get(path)
        if page is not None:
            return page
        if path == b"/":
            return self._pages.get(b"/index.html")
        if path.startswith(FRAMED) and b"." not in path:
            return self._framed
        first = path.split(b"/", 2)[1].decode("ascii", "replace")
        # What looks like a file and is none is missing, not a page.
        if b"." in path.rpartition(b"/")[2]:
            return None
        own = self._pages.get(b"/%s/index.html" % first.encode()) if first in APPLICATIONS else None
        return own or self._pages.get(b"/index.html")


def page_of(file: Path, path: str) -> Page:
    """Read a file and its compressed neighbours."""
    body = file.read_bytes()
    kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    if kind.startswith(TEXTUAL):
        kind += "; charset=utf-8"
    tag = b'"%s"' % sha256(body).hexdigest()[:20].encode()
    # A worker lives under the policy its script came with.
    runs = kind.startswith(("text/html", "text/javascript"))
    lasting = FOREVER if "assets/" in path and HASHED.fullmatch(file.name) else ASK_AGAIN
    encoded = {
        name: neighbour.read_bytes()
        for name, suffix in ENCODINGS.items()
        if (neighbour := file.with_name(file.name + suffix)).is_file()
    }
    lines = b"content-type: %s\r\netag: %s\r\n%s%s%s" % (
        kind.encode(),
        tag,
        lasting,
        b"vary: accept-encoding\r\n" if encoded else b"",
        answers.PAGE_POLICY if runs else answers.DATA_POLICY,
    )
    return Page(lines, tag, body, encoded)
