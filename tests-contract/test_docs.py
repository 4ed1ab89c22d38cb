"""What the documents say is there is there."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    # Every service that can be started has its screen.
    *(path.parents[2] / "README.md" for path in ROOT.glob("svc-*/src/*/main.py")),
    *(ROOT / name / "README.md" for name in ("gateway", "servicekit", "sanzhi", "simulators", "web")),
]
#: Where a page about the kit sends its reader.
PLACE = re.compile(r"`(svc_\w+)((?:/[\w.]+)+/?)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


def test_every_example_of_the_kit_is_there() -> None:
    told = PLACE.findall((ROOT / "servicekit" / "README.md").read_text(encoding="utf-8"))

    assert len(told) >= 10
    folders = [(package, ROOT / package.replace("_", "-") / "src" / package) for package, _ in told]
    missing = [
        package + path
        for (package, folder), (_, path) in zip(folders, told, strict=True)
        if not (folder / path.strip("/")).exists()
    ]
    assert missing == []


def test_the_tour_has_its_ten_stops() -> None:
    tour = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")

    assert len(re.findall(r"(?m)^\d+\. \[", tour)) == 10


def test_no_page_or_source_names_a_registry_or_a_path_of_a_machine() -> None:
    hosts = [
        "pypi" + ".org",
        "registry.npmjs" + ".org",
        "files.pythonhosted" + ".org",
        "repo.maven" + ".apache",
    ]
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    found = []
    for name in listed.stdout.splitlines():
        path = ROOT / name
        text = path.read_text(encoding="utf-8", errors="ignore") if path.is_file() else ""
        found += [f"{name}: {host}" for host in [*hosts, "/work" + "/main"] if host in text]

    assert found == []
