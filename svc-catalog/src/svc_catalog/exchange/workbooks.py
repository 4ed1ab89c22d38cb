"""Workbooks (.xlsx), written row by row and read without running anything in them."""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from svc_catalog.exchange.errors import BrokenWorkbook
from svc_catalog.exchange.rows import Rows, titles
from svc_catalog.items.columns import Cell, Sheet

#: A workbook is a ZIP: what it says of its own size is asked before anything is unpacked.
MOST_UNPACKED, MOST_ENTRIES, MOST_RATIO = 200_000_000, 2_000, 100


def write(path: Path, rows: Iterable[tuple[Sheet, list[Cell]]]) -> None:
    """Write items as a workbook; memory stays flat however many there are."""
    # Nobody's text becomes a formula or a link: cells are only ever read.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#EEF3FA"})
        sheets, lines = {}, dict.fromkeys(Sheet, 0)
        for sheet in Sheet:
            sheets[sheet] = book.add_worksheet(sheet)
            sheets[sheet].freeze_panes(1, 1)
            sheets[sheet].set_column(0, len(titles(sheet)) - 1, 18)
            sheets[sheet].write_row(0, 0, titles(sheet), head)
        for sheet, cells in rows:
            lines[sheet] += 1
            sheets[sheet].write_row(lines[sheet], 0, ["" if cell is None else cell for cell in cells])


def read(file: BinaryIO) -> dict[Sheet, Rows]:
    """Return the sheets of a workbook that are ours.

    Raises:
        BrokenWorkbook: it is none, it is damaged, or it would unpack to more than we take.

    """
    check_size(file)
    try:
        book = CalamineWorkbook.from_filelike(file)
        return {
            sheet: [
                [_cell(one) for one in row]
                for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            ]
            for sheet in Sheet
            if sheet in book.sheet_names
        }
    except (CalamineError, zipfile.BadZipFile, ValueError) as error:
        raise BrokenWorkbook(reason="damaged") from error


def _cell(found: object) -> Cell:
    return found if found is None or isinstance(found, (str, int, float)) else str(found)


def check_size(file: BinaryIO) -> None:
    """Refuse what is no workbook, or would unpack to more than a workbook does."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise BrokenWorkbook(reason="not_a_workbook") from error
    finally:
        file.seek(0)
    if not any(one.filename == "xl/workbook.xml" for one in entries):
        raise BrokenWorkbook(reason="not_a_workbook")
    unpacked = sum(one.file_size for one in entries)
    packed = max(1, sum(one.compress_size for one in entries))
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        raise BrokenWorkbook(reason="too_large")
