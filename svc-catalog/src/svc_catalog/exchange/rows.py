"""Items as rows of sheets, and back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from svc_catalog.exchange.types import Entry, Fault
from svc_catalog.items import rules
from svc_catalog.items.columns import COLUMNS, FIXED, ITEM_ID, PARTS, UNITS, Cell, Column, Sheet
from svc_catalog.items.models import Item
from svc_catalog.items.types import Fee, Guide, HandlingItem, Material, Point, Question

CASE_TYPES = {"instant": "即办件", "promised": "承诺件"}
PART_FORMS: Mapping[Sheet, type[BaseModel]] = {
    Sheet.MATERIALS: Material,
    Sheet.FEES: Fee,
    Sheet.QUESTIONS: Question,
    Sheet.POINTS: Point,
    Sheet.HANDLING_ITEMS: HandlingItem,
}
Rows = Iterable[Sequence[Cell]]


def titles(sheet: Sheet) -> list[str]:
    """Return the line of titles of a sheet."""
    fixed = FIXED if sheet is Sheet.ITEMS else ()
    return [ITEM_ID, *fixed, *(column.title for column in COLUMNS[sheet])]


def fixed_of(item: Item) -> dict[str, str]:
    """Return what the directory and the platform say of an item, by title."""
    entry = item.entry
    codes = rules.codes(item.national_code, item.code_scheme)
    limit = entry.legal_limit
    values = (
        entry.name, item.region_code, item.department_name, entry.item_type, CASE_TYPES[entry.case_type],
        "、".join(entry.audiences), entry.basic_code, item.national_code, item.zj_code,
        entry.implementing_body, codes.body if codes else "", codes.use_level if codes else "",
        rules.main_item(entry.basic_code), rules.sub_item(entry.basic_code),
        f"{limit['amount']} {UNITS[limit['unit']]}" if limit else "", entry.legal_note,
        entry.person_theme or "", entry.corporate_theme or "", "是" if item.is_kiosk else "否",
    )  # fmt: skip
    return dict(zip(FIXED, values, strict=True))


def rows_of(item: Item) -> Iterator[tuple[Sheet, list[Cell]]]:
    """Yield the rows of an item in every sheet; an item without a guide has a row of empty cells."""
    guide = item.guide
    cells = [
        column.kind.write(at(guide, column.element)) if guide else None for column in COLUMNS[Sheet.ITEMS]
    ]
    yield Sheet.ITEMS, [item.item_id, *fixed_of(item).values(), *cells]
    for sheet, element in PARTS.items():
        for part in (guide or {}).get(element, []):
            written = [
                column.kind.write(at(part, column.element, PART_FORMS[sheet])) for column in COLUMNS[sheet]
            ]
            yield sheet, [item.item_id, *written]


def at(content: Mapping[str, Any], element: str, form: type[BaseModel] = Guide) -> Any:
    """Return what stands at an element; a default of the form where the content is silent."""
    found: Any = content
    for name in element.split("."):
        if name not in found:
            return form.model_fields[name].get_default(call_default_factory=True)
        found = found[name]
    return found


def entries_of(sheets: Mapping[Sheet, Rows]) -> tuple[list[Entry], list[Fault]]:
    """Read the sheets of a workbook: what it says of each item, and what belongs to no item.

    A sheet's first row holds its titles, in any order; columns of other titles are left alone.
    """
    lost: list[Fault] = []
    entries: dict[str, Entry] = {}
    for number, cells in _lines(Sheet.ITEMS, sheets.get(Sheet.ITEMS, ()), lost):
        item_id = str(cells.get(ITEM_ID) or "").strip()
        if not item_id or item_id in entries:
            problem = "重复的事项编号" if item_id else "缺少事项编号"
            lost.append(Fault(Sheet.ITEMS, number, ITEM_ID, problem))
            continue
        entry = entries[item_id] = Entry(item_id, number)
        entry.fixed = {title: _plain(cells[title]) for title in FIXED if cells.get(title) is not None}
        if any(cells.get(column.title) not in {None, ""} for column in COLUMNS[Sheet.ITEMS]):
            content = _content(Sheet.ITEMS, number, cells, entry.faults)
            entry.guide = content | {element: [] for element in PARTS.values()}
    for sheet, element in PARTS.items():
        for number, cells in _lines(sheet, sheets.get(sheet, ()), lost):
            owner = entries.get(str(cells.get(ITEM_ID) or "").strip())
            if owner is None or owner.guide is None:
                lost.append(Fault(sheet, number, ITEM_ID, "“事项”表中没有这个编号，或该行为空"))
                continue
            owner.guide[element].append(_content(sheet, number, cells, owner.faults))
    for entry in entries.values():
        _check(entry)
    return list(entries.values()), lost


def _lines(sheet: Sheet, rows: Rows, lost: list[Fault]) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Yield each row that is not empty with its number and its cells by title."""
    lines = iter(rows)
    heads = [str(cell or "").strip() for cell in next(lines, ())]
    if not heads:
        if sheet is Sheet.ITEMS:
            lost.append(Fault(sheet, 1, "", "缺少这张表"))
        return
    for title in titles(sheet):
        if heads.count(title) != 1 and title not in FIXED:
            problem = "缺少这一列" if title not in heads else "这一列出现多次"
            lost.append(Fault(sheet, 1, title, problem))
            return
    for number, row in enumerate(lines, start=2):
        cells = dict(zip(heads, row, strict=False))
        if any(cell not in (None, "") for cell in cells.values()):
            yield number, cells


def _content(sheet: Sheet, number: int, cells: Mapping[str, Cell], faults: list[Fault]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for column in COLUMNS[sheet]:
        try:
            value = column.kind.read(cells.get(column.title))
        except ValueError as error:
            faults.append(Fault(sheet, number, column.title, str(error)))
            continue
        _put(content, column, value)
    return content


def _put(content: dict[str, Any], column: Column, value: Any) -> None:
    *path, last = column.element.split(".")
    for name in path:
        content = content.setdefault(name, {})
    content[last] = value


def _plain(cell: Cell) -> str:
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip()


def _check(entry: Entry) -> None:
    """Hold what was read against the form of a guide, which knows more than single cells do."""
    if entry.faults or entry.guide is None:
        entry.guide = None
        return
    try:
        entry.guide = Guide.model_validate(entry.guide).model_dump(mode="json")
    except ValidationError as error:
        entry.guide = None
        for one in error.errors(include_url=False, include_input=False):
            element = ".".join(str(part) for part in one["loc"] if not isinstance(part, int))
            entry.faults.append(Fault(Sheet.ITEMS, entry.sheet_row, title_of(element), "取值不符合要求"))


def title_of(element: str) -> str:
    """Return the title under which people know an element of a guide."""
    for sheet, columns in COLUMNS.items():
        part = PARTS.get(sheet)
        for column in columns:
            if element == (f"{part}.{column.element}" if part else column.element):
                return column.title
    return element
