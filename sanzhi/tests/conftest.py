import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sanzhi_cli.postgres import Postgres


@pytest.fixture(scope="module")
def open_folder() -> Iterator[Path]:
    """A folder that everybody may pass through, as PostgreSQL's own user must."""
    with tempfile.TemporaryDirectory(prefix="sanzhi-tests-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(scope="module")
def postgres(open_folder: Path) -> Iterator[Postgres]:
    server = Postgres(open_folder / "postgres")
    server.start()
    yield server
    server.stop()
