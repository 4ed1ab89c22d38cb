"""What the library keeps while it runs: its rows in the order of their changes, and how it fails."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Request

from simulators.controls import Clock
from simulators.data import load
from simulators.library.settings import Settings
from simulators.sources.platform import Applications

Row = dict[str, Any]
Fault = Literal["none", "not_json", "short", "torn", "unordered"]
IN_USE, ABOLISHED = "1", "3"  # task_state


class NoSuchRow(Exception):
    """The library has no item of that code."""


class Shelf(Applications):
    """The items; each stands at the place of its last change."""

    settings: Settings

    def __init__(self, settings: Settings, clock: Clock) -> None:
        super().__init__(settings, clock)
        self.restart()

    def restart(self) -> None:
        """Forget everything that happened since the start, but not the secrets handed out."""
        self.rows: dict[str, Row] = {}
        self.fault: Fault = "none"
        self.last = 0
        for row in load("library"):
            self.put(row["local_catalog_code"], dict(row))

    def put(self, code: str, changes: Row) -> Row:
        """Change an item, or take it in; `general` is changed element by element."""
        held = self.rows.pop(code, None)
        general = {**(held or {}).get("general", {}), **changes.get("general", {})}
        row = (held or {"task_version": 0}) | changes | ({"general": general} if general else {})
        return self._shelve(code, row, "U" if held else "I", IN_USE)

    def abolish(self, code: str) -> Row:
        """Cancel an item; what stays is the row that says so.

        Raises:
            NoSuchRow: there is none.

        """
        held = self.find(code)
        row = {name: held[name] for name in ("catalog_code", "task_name", "task_version")}
        del self.rows[code]
        return self._shelve(code, row, "D", ABOLISHED)

    def find(self, code: str) -> Row:
        """Return an item as it is.

        Raises:
            NoSuchRow: there is none.

        """
        if code not in self.rows:
            raise NoSuchRow
        return self.rows[code]

    def since(self, change: int) -> list[Row]:
        """Return what has changed after a change, in that order."""
        return [row for row in self.rows.values() if row["change_no"] > change]

    def _shelve(self, code: str, row: Row, operation: str, state: str) -> Row:
        self.last += 1
        self.rows[code] = row | {
            "local_catalog_code": code,
            "task_version": row["task_version"] + 1,
            "task_state": state,
            "cd_operation": operation,
            "cd_time": self.clock.now().isoformat(),
            "change_no": self.last,
        }
        return self.rows[code]


def _shelf(request: Request) -> Shelf:
    shelf: Shelf = request.app.state.shelf
    return shelf


Here = Annotated[Shelf, Depends(_shelf)]
