"""Lists as files over HTTP: out, in again, row by row, and nothing by halves."""

import io
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from servicekit.db import SessionMaker
from servicekit.testing import Gateway, StoppedClock
from svc_catalog.exchange import service, workbooks
from svc_catalog.exchange.router import LINES, WORKBOOK
from svc_catalog.exchange.rows import titles
from svc_catalog.items.columns import Cell, Sheet
from svc_catalog.main import service as catalog

Checked = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def drafter(gateway: Gateway) -> dict[str, str]:
    """The headers of somebody who drafts in 椒江."""
    return gateway.header("li-min", grants={"item:read": ["331002"], "item:edit": ["331002"]})


@pytest.fixture
def checked(
    client: httpx.AsyncClient, drafter: dict[str, str], sessions: SessionMaker, clock: StoppedClock
) -> Checked:
    """Send a file and return the import after every row was looked at."""

    async def send(content: bytes, kind: str) -> dict[str, Any]:
        url = "/v1/operator/imports?name=list"
        sent = await client.post(url, content=content, headers=drafter | {"content-type": kind})
        assert sent.status_code == 201, sent.text
        await catalog.jobs.run_due(sessions, clock)
        shown = await client.get(f"/v1/operator/imports/{sent.json()['id']}", headers=drafter)
        result: dict[str, Any] = shown.json()
        return result

    return send


async def sheets(client: httpx.AsyncClient, drafter: dict[str, str]) -> dict[Sheet, list[list[Cell]]]:
    answer = await client.get("/v1/operator/exchange/items.xlsx", headers=drafter)
    assert answer.headers["content-type"] == WORKBOOK
    return {
        sheet: [list(row) for row in rows]
        for sheet, rows in workbooks.read(io.BytesIO(answer.content)).items()
    }


def packed(folder: Path, rows: dict[Sheet, list[list[Cell]]]) -> bytes:
    file = folder / "sent.xlsx"
    workbooks.write(file, ((sheet, row) for sheet, lines in rows.items() for row in lines[1:]))
    return file.read_bytes()


def find(rows: dict[Sheet, list[list[Cell]]], item_id: str) -> list[Cell]:
    return next(row for row in rows[Sheet.ITEMS] if row[0] == item_id)


async def faults(client: httpx.AsyncClient, drafter: dict[str, str], one: dict[str, Any]) -> list[Any]:
    url = f"/v1/operator/imports/{one['id']}/rows?outcome=faulty"
    rows = (await client.get(url, headers=drafter)).json()["items"]
    return [(row["item_id"], [(fault["column"], fault["zh"]) for fault in row["faults"]]) for row in rows]


async def test_a_list_that_went_out_changes_nothing_when_it_comes_in(
    client: httpx.AsyncClient, drafter: dict[str, str], checked: Checked, tmp_path: Path
) -> None:
    rows = await sheets(client, drafter)

    one = await checked(packed(tmp_path, rows), WORKBOOK)

    assert one["state"] == "checked"
    assert (one["rows"], one["checked"], one["changed"], one["faulty"]) == (74, 74, 0, 0)
    assert {str(row[0])[:6] for row in rows[Sheet.ITEMS][1:]} == {"331002"}


async def test_the_report_says_what_each_row_would_do(
    client: httpx.AsyncClient, drafter: dict[str, str], checked: Checked, tmp_path: Path
) -> None:
    rows = await sheets(client, drafter)
    heads = titles(Sheet.ITEMS)
    find(rows, "331002-gjj-29")[heads.index("咨询方式")] = "0576-88880000"
    find(rows, "331002-jt-51")[heads.index("事项名称")] = "别的名称"
    rows[Sheet.ITEMS].append(["331081-gjj-29", *find(rows, "331002-gjj-29")[1:]])

    one = await checked(packed(tmp_path, rows), WORKBOOK)

    assert (one["state"], one["rows"], one["changed"], one["faulty"]) == ("faulty", 75, 1, 2)
    assert await faults(client, drafter, one) == [
        ("331002-jt-51", [("事项名称", "由目录给定，不可在此更改")]),
        ("331081-gjj-29", [("事项编号", "您管理的清单中没有这个事项")]),
    ]


async def test_lines_come_in_several_requests_and_are_named_by_pointer(
    client: httpx.AsyncClient,
    drafter: dict[str, str],
    sessions: SessionMaker,
    clock: StoppedClock,
) -> None:
    out = await client.get("/v1/operator/exchange/items.ndjson", headers=drafter)
    good = [orjson.loads(line) for line in out.content.splitlines()]
    broken = {**good[0], "guide": {**good[0]["guide"], "required_level": 9}}
    headers = drafter | {"content-type": LINES}

    begun = await client.post(
        "/v1/operator/imports?name=l&more=true",
        content=b"\n".join(orjson.dumps(line) for line in good),
        headers=headers,
    )
    address = f"/v1/operator/imports/{begun.json()['id']}"
    added = await client.post(
        f"{address}/lines", content=orjson.dumps(broken) + b"\n{not json", headers=headers
    )
    await client.post(f"{address}/check", headers=drafter)
    await catalog.jobs.run_due(sessions, clock)
    one = (await client.get(address, headers=drafter)).json()

    assert begun.json()["state"] == "staging"
    assert added.json()["rows"] == len(good) + 2
    assert (one["state"], one["changed"], one["faulty"]) == ("faulty", 0, 2)
    assert await faults(client, drafter, one) == [
        (good[0]["item_id"], [("/guide/required_level", "取值不符合要求"), ("事项编号", "重复的事项编号")]),
        ("", [("", "这一行不是 JSON"), ("事项编号", "您管理的清单中没有这个事项")]),
    ]


async def test_an_import_is_seen_where_it_holds_and_carried_on_by_its_sender_only(
    client: httpx.AsyncClient, gateway: Gateway, drafter: dict[str, str], checked: Checked, tmp_path: Path
) -> None:
    first = await checked(packed(tmp_path, await sheets(client, drafter)), WORKBOOK)
    one = await checked(b"no line", LINES)
    others = [
        gateway.header("wang-qiang", grants={"item:edit": [region]})
        for region in ("331000", "331002", "331081")
    ]
    path = f"/v1/operator/imports/{one['id']}"

    lists = [(await client.get("/v1/operator/imports", headers=who)).json() for who in (drafter, *others)]
    page = (await client.get("/v1/operator/imports?limit=1", headers=drafter)).json()
    rest = (await client.get(f"/v1/operator/imports?after={page['next']}", headers=drafter)).json()
    seen = [(await client.get(path, headers=who)).status_code for who in others]
    rows = [(await client.get(f"{path}/rows", headers=who)).status_code for who in others]
    taken = [await client.post(f"{path}/apply", headers=who) for who in others]

    both = [(one["id"], "faulty", "li-min"), (first["id"], "checked", "li-min")]
    told = [[(each["id"], each["state"], each["sent_by"]) for each in found["items"]] for found in lists]
    assert told == [both, both, both, []]
    assert [each["id"] for each in page["items"] + rest["items"]] == [one["id"], first["id"]]
    assert seen == rows == [200, 200, 404]
    assert {answer.json()["type"].rpartition("/")[2] for answer in taken} == {"no-such-import"}


async def test_lines_go_out_part_by_part(
    client: httpx.AsyncClient,
    drafter: dict[str, str],
    sessions: SessionMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "WRITTEN", 5)
    parts = [part async for part in service.lines_to_write(sessions, {"331002"})]
    answer = await client.get("/v1/operator/exchange/items.ndjson", headers=drafter)

    lines = [orjson.loads(line) for line in answer.content.splitlines()]
    assert answer.headers["content-type"].startswith(LINES)
    assert b"".join(parts) == answer.content
    assert len(parts) > 1
    assert max(len(part.splitlines()) for part in parts) <= 5
    assert len({line["item_id"] for line in lines}) == len(lines) >= 10


@pytest.mark.parametrize(
    ("content", "kind", "status", "slug"),
    [
        (b"PK broken", WORKBOOK, 422, "broken-workbook"),
        (b"", LINES, 422, "empty-file"),
        (b"a;b", "text/csv", 415, "unknown-format"),
    ],
)
async def test_what_is_no_list_is_refused_and_leaves_nothing(
    client: httpx.AsyncClient,
    drafter: dict[str, str],
    content: bytes,
    kind: str,
    status: int,
    slug: str,
) -> None:
    answer = await client.post(
        "/v1/operator/imports?name=list", content=content, headers=drafter | {"content-type": kind}
    )

    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, slug)


async def test_what_is_being_checked_takes_no_more_lines(
    client: httpx.AsyncClient, drafter: dict[str, str], checked: Checked, tmp_path: Path
) -> None:
    one = await checked(packed(tmp_path, await sheets(client, drafter)), WORKBOOK)

    answer = await client.post(
        f"/v1/operator/imports/{one['id']}/lines", content=b"{}", headers=drafter | {"content-type": LINES}
    )

    assert answer.status_code == 409
    assert answer.json()["state"] == "checked"


async def test_what_a_file_changes_is_drafted_as_one_change(
    client: httpx.AsyncClient,
    drafter: dict[str, str],
    checked: Checked,
    sessions: SessionMaker,
    clock: StoppedClock,
    tmp_path: Path,
) -> None:
    rows, heads = await sheets(client, drafter), titles(Sheet.ITEMS)
    for item_id in ("331002-gjj-29", "331002-jt-51"):
        find(rows, item_id)[heads.index("咨询方式")] = "0576-88880000"
    one = await checked(packed(tmp_path, rows), WORKBOOK)
    address = f"/v1/operator/imports/{one['id']}"

    begun = await client.post(f"{address}/apply", headers=drafter)
    await catalog.jobs.run_due(sessions, clock)
    applied = (await client.get(address, headers=drafter)).json()
    change = await client.get(f"/v1/operator/amendments/{applied['amendment_id']}", headers=drafter)
    twice = await client.post(f"{address}/apply", headers=drafter)

    assert (begun.json()["state"], applied["state"]) == ("applying", "applied")
    assert (change.json()["items"], change.json()["states"]) == (2, {"draft": 2})
    assert [each["after"] for each in change.json()["differences"]] == ["0576-88880000"]
    assert twice.status_code == 409


async def test_a_file_that_was_overtaken_changes_nothing(
    client: httpx.AsyncClient,
    drafter: dict[str, str],
    checked: Checked,
    sessions: SessionMaker,
    clock: StoppedClock,
    tmp_path: Path,
) -> None:
    rows, heads = await sheets(client, drafter), titles(Sheet.ITEMS)
    for item_id in ("331002-gjj-29", "331002-jt-51"):
        find(rows, item_id)[heads.index("咨询方式")] = "0576-88880000"
    one = await checked(packed(tmp_path, rows), WORKBOOK)
    address = f"/v1/operator/imports/{one['id']}"
    await client.post(f"{address}/apply", headers=drafter)
    guide = (await client.get("/v1/operator/items/331002-jt-51", headers=drafter)).json()["guide"]
    body = {"guide": guide | {"place": "新址"}, "reason": "搬迁"}
    await client.put("/v1/operator/items/331002-jt-51/draft", json=body, headers=drafter)
    await catalog.jobs.run_due(sessions, clock)

    overtaken = (await client.get(address, headers=drafter)).json()
    history = await client.get("/v1/operator/items/331002-gjj-29/revisions", headers=drafter)

    assert (overtaken["state"], [fault["zh"] for fault in overtaken["faults"]]) == (
        "faulty",
        ["已有进行中的修订。"],
    )
    assert history.json()["items"] == []
