from datetime import timedelta
from pathlib import Path

import pytest

from sanzhi_cli.__main__ import main
from sanzhi_cli.clock import moved, read_offset


@pytest.mark.parametrize(
    ("change", "days", "seconds"),
    [("+3d", 4, 0), ("-2h30m", 1, -9000), ("+1w", 8, 0), ("-1d", 0, 0), ("+90s", 1, 90), ("reset", 0, 0)],
)
def test_changes_add_up_until_a_reset(change: str, days: int, seconds: int) -> None:
    assert moved(timedelta(days=1), change) == timedelta(days=days, seconds=seconds)


@pytest.mark.parametrize("change", ["3d", "+3", "+3y", "+ 3d", "tomorrow", "+", ""])
def test_anything_else_is_refused(change: str) -> None:
    with pytest.raises(ValueError, match="say"):
        moved(timedelta(), change)


def test_the_command_moves_the_file_that_all_services_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [main(["--data", str(tmp_path), "clock", change]) for change in ("+3d", "-2h", "nonsense")]

    assert codes == [0, 0, 2]
    assert read_offset(tmp_path / "clock-offset") == timedelta(days=2, hours=22)
    assert "2 days, 22:00:00 ahead" in capsys.readouterr().out
