"""Lists as files: what goes out comes in again, and what is wrong is named by sheet, row and column."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from servicekit.db import SessionMaker
from svc_catalog.exchange import workbooks
from svc_catalog.exchange.errors import BrokenWorkbook
from svc_catalog.exchange.rows import PART_FORMS, entries_of, fixed_of, rows_of, titles
from svc_catalog.exchange.types import Entry, Fault
from svc_catalog.items.columns import COLUMNS, PARTS, Cell, Sheet
from svc_catalog.items.models import Item
from svc_catalog.items.types import Guide


async def complete(sessions: SessionMaker) -> list[Item]:
    async with sessions() as session:
        found = select(Item).where(Item.is_complete).options(joinedload(Item.entry)).order_by(Item.item_id)
        return list(await session.scalars(found))


def sheets_of(items: list[Item]) -> dict[Sheet, list[list[Cell]]]:
    sheets: dict[Sheet, list[list[Cell]]] = {sheet: [list(titles(sheet))] for sheet in Sheet}
    for item in items:
        for sheet, cells in rows_of(item):
            sheets[sheet].append(cells)
    return sheets


def set_cell(sheets: dict[Sheet, list[list[Cell]]], sheet: Sheet, row: int, title: str, value: Cell) -> None:
    sheets[sheet][row - 1][titles(sheet).index(title)] = value


def test_every_element_of_a_guide_has_a_column() -> None:
    known = {column.element.split(".")[0] for column in COLUMNS[Sheet.ITEMS]} | set(PARTS.values())

    assert known == set(Guide.model_fields)
    for sheet, form in PART_FORMS.items():
        assert {column.element for column in COLUMNS[sheet]} == set(form.model_fields), sheet


async def test_a_workbook_that_went_out_comes_in_without_a_difference(
    sessions: SessionMaker, tmp_path: Path
) -> None:
    items = await complete(sessions)
    file = tmp_path / "items.xlsx"

    workbooks.write(file, (row for item in items for row in rows_of(item)))
    with file.open("rb") as opened:
        entries, lost = entries_of(workbooks.read(opened))

    guides = {item.item_id: Guide.model_validate(item.guide).model_dump(mode="json") for item in items}
    assert lost == []
    assert [fault for entry in entries for fault in entry.faults] == []
    assert {entry.item_id: entry.guide for entry in entries} == guides
    assert [entry.fixed for entry in entries] == [fixed_of(item) for item in items]


@pytest.mark.parametrize(
    ("sheet", "title", "value", "zh"),
    [
        (Sheet.ITEMS, "承诺办结时限", "三天", "应为整数"),
        (Sheet.ITEMS, "承诺办结时限", -1, "应为整数"),
        (Sheet.ITEMS, "承诺办结时限单位", "天", "应为：分钟、小时、工作日、自然日、月、年"),
        (Sheet.ITEMS, "是否网办", "可以", "应填“是”或“否”"),
        (Sheet.ITEMS, "实名等级", 9, "取值不符合要求"),
        (Sheet.MATERIALS, "来源渠道", "", "应为：申请人自备、政府部门核发、其他"),
        (Sheet.ITEMS, "计算机端在线办理地址", "javascript:alert(1)", "取值不符合要求"),
        (Sheet.ITEMS, "计划取消日期", "明年", "取值不符合要求"),
        (Sheet.MATERIALS, "空白表格", "申请表.pdf", "应为已上传文件的校验值（64 位），没有则留空"),
        (Sheet.HANDLING_ITEMS, "对应回答", "损坏", "应写成“问题=选项”，以“；”分隔"),
        (Sheet.ITEMS, "受理条件", "长" * 32_001, "不得超过 32000 字"),
    ],
)
async def test_what_is_wrong_is_named_by_sheet_row_and_column(
    sessions: SessionMaker, sheet: Sheet, title: str, value: Cell, zh: str
) -> None:
    sheets = sheets_of((await complete(sessions))[:3])
    set_cell(sheets, sheet, 2, title, value)

    entries, lost = entries_of(sheets)

    assert lost == []
    assert [fault for entry in entries for fault in entry.faults] == [Fault(sheet, 2, title, zh)]
    assert [entry.guide is None for entry in entries] == [True, False, False]


async def test_rows_that_belong_to_no_item_are_named(sessions: SessionMaker) -> None:
    sheets = sheets_of((await complete(sessions))[:2])
    set_cell(sheets, Sheet.ITEMS, 3, "事项编号", sheets[Sheet.ITEMS][1][0])
    set_cell(sheets, Sheet.MATERIALS, 2, "事项编号", "331002-nothing")

    _, lost = entries_of(sheets)

    assert Fault(Sheet.ITEMS, 3, "事项编号", "重复的事项编号") in lost
    assert Fault(Sheet.MATERIALS, 2, "事项编号", "“事项”表中没有这个编号，或该行为空") in lost


async def test_columns_may_stand_in_any_order_and_a_missing_one_is_named(sessions: SessionMaker) -> None:
    sheets: Any = sheets_of((await complete(sessions))[:2])
    turned = {sheet: [list(reversed(row)) for row in rows] for sheet, rows in sheets.items()}
    without = {**sheets, Sheet.FEES: [row[:-1] for row in sheets[Sheet.FEES]]}

    assert entries_of(turned) == entries_of(sheets)
    assert entries_of(without)[1] == [Fault(Sheet.FEES, 1, "减免说明", "缺少这一列")]
    assert entries_of({})[1] == [Fault(Sheet.ITEMS, 1, "", "缺少这张表")]


def test_numbers_that_a_workbook_made_of_text_are_read_as_they_were_meant() -> None:
    row: list[Cell] = ["" for _ in titles(Sheet.ITEMS)]
    row[0] = "331002-gjj-29"
    row[titles(Sheet.ITEMS).index("承诺办结时限")] = 5.0
    row[titles(Sheet.ITEMS).index("咨询方式")] = 12345.0

    entries, _ = entries_of({Sheet.ITEMS: [list(titles(Sheet.ITEMS)), row]})

    assert isinstance(entries[0], Entry)
    assert not any(fault.column in {"承诺办结时限", "咨询方式"} for fault in entries[0].faults)


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 30_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"not a workbook", "not_a_workbook"), (b"", "not_a_workbook"), (bomb(), "too_large")],
    ids=["text", "nothing", "bomb"],
)
def test_what_is_no_workbook_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(BrokenWorkbook) as refused:
        workbooks.read(io.BytesIO(content))

    assert refused.value.extensions == {"reason": reason}


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    whole = tmp_path / "whole.xlsx"
    workbooks.write(whole, [])
    with zipfile.ZipFile(whole) as archive:
        kept = {one: archive.read(one) for one in archive.namelist()}
    kept["xl/workbook.xml"] = kept["xl/workbook.xml"][:100]
    damaged = io.BytesIO()
    with zipfile.ZipFile(damaged, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, content)

    with pytest.raises(BrokenWorkbook):
        workbooks.read(damaged)


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    file = tmp_path / "items.xlsx"
    row: list[Cell] = ["=1+1" for _ in titles(Sheet.FEES)]

    workbooks.write(file, [(Sheet.FEES, row)])

    with file.open("rb") as opened:
        assert list(workbooks.read(opened)[Sheet.FEES])[1] == row
