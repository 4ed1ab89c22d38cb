"""The rules about who may import whom hold, and each is seen to fail on a planted violation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT = Path(sys.executable).with_name("lint-imports")

PLANTED = {
    "Services know the promises and the runtime": (
        "svc-catalog/src/svc_catalog/planted.py",
        "import svc_filing\n",
    ),
    "Inside a feature, every file looks down": (
        "svc-catalog/src/svc_catalog/planted/models.py",
        "from svc_catalog.planted import service\n",
    ),
    "Features of one service form no cycle": (
        "svc-catalog/src/svc_catalog/planted/service.py",
        "from svc_catalog.planted2 import service\n",
    ),
    "Rules are pure": ("svc-catalog/src/svc_catalog/planted/rules.py", "import sqlalchemy\n"),
    "Only the runtime touches": ("svc-catalog/src/svc_catalog/planted/service.py", "import httpx\n"),
    "The providers outside share no code": ("simulators/src/simulators/planted.py", "import servicekit\n"),
    "The command line starts services": ("sanzhi/src/sanzhi_cli/planted.py", "import svc_catalog\n"),
}
MEMBERS = [
    "servicekit",
    "proto",
    "gateway",
    "sanzhi",
    "simulators",
    *[path.name for path in ROOT.glob("svc-*")],
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for member in MEMBERS:
        ignore = shutil.ignore_patterns("__pycache__", "data", "node_modules", "tests")
        shutil.copytree(ROOT / member / "src", tmp_path / member / "src", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(home: Path) -> subprocess.CompletedProcess[str]:
    path = ":".join(str(home / member / "src") for member in MEMBERS)
    return subprocess.run(
        [LINT, "--no-cache"],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": path, "PATH": ""},
    )


def test_the_house_keeps_its_rules(copy: Path) -> None:
    found = lint(copy)

    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_violation_is_found(copy: Path, rule: str) -> None:
    name, line = PLANTED[rule]
    file = copy / name
    file.parent.mkdir(exist_ok=True)
    for feature in ("planted", "planted2"):
        home = copy / "svc-catalog/src/svc_catalog" / feature
        home.mkdir(exist_ok=True)
        for module in ("__init__", "service"):
            (home / f"{module}.py").touch()
    if "cycle" in rule:
        (copy / "svc-catalog/src/svc_catalog/planted2/service.py").write_text(
            "from svc_catalog.planted import service\n"
        )
    file.write_text(line)

    found = lint(copy)

    assert found.returncode == 1
    broken = [text for text in found.stdout.splitlines() if text.rstrip().endswith("BROKEN")]
    assert any(text.startswith(rule[:40]) for text in broken) or rule in found.stdout.replace("\n", " ")
