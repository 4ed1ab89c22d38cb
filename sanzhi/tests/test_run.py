"""What conftest.py at the root promises every test run."""

import os
from pathlib import Path


def test_every_process_of_the_run_knows_one_postgresql() -> None:
    assert os.environ["TEST_POSTGRES_URL"].startswith("postgresql+asyncpg://postgres:")
    assert Path(os.environ["TEST_KAFKA_DESK"]).exists()
