"""Calls to the province's library, signed as the data-sharing platform wants it (domain.md §3.5).

Rows carry the columns of the national exchange (domain.md §2.5, `items.columns`).
"""

import hashlib
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from servicekit.clock import utc_now
from servicekit.http import Http
from svc_catalog.feeds import rules
from svc_catalog.feeds.errors import PageRefused
from svc_catalog.feeds.types import Change, LibraryPage, Values
from svc_catalog.items.columns import COLUMNS, SOURCES, UNITS, Column, Sheet
from svc_catalog.items.rules import BASIC_CODE
from svc_catalog.province.rules import as_guide
from svc_catalog.settings import Settings

REFRESH = "/gateway/app/refreshTokenByKey.htm"
CHANGES = "/gateway/api/001003001/dataSharing/powerMatters.htm"
#: What the calls are for; the platform wants to be told (domain.md §3.5).
PURPOSE = orjson.dumps(
    {"powerMatters": "权力事项库", "materialName": "基本目录及实施清单", "sponsorName": "三智"}
).decode()
GOOD = "00"
IN_USE, ABOLISHED = "1", "3"  # task_state
CASE_TYPES = {"1": "instant", "2": "promised"}  # project_type, GB/T 39046-2020 A.6
UNIT_CODES = {label: unit for unit, label in UNITS.items()}
SOURCE_CODES = {label: source for source, label in SOURCES.items()}
PARTS = {
    "material": ("materials", Sheet.MATERIALS),
    "fee_project": ("fees", Sheet.FEES),
    "questions": ("faq", Sheet.QUESTIONS),
    "handle_item": ("handling_items", Sheet.HANDLING_ITEMS),
}


class Told(BaseModel):
    """What the library tells; columns that we do not keep are left alone."""

    model_config = ConfigDict(hide_input_in_errors=True)


class RowTold(Told):
    """An item of the library."""

    code: Annotated[str, Field(alias="local_catalog_code", pattern=r"^[\w-]{1,60}$")]
    basic_code: Annotated[str, Field(alias="catalog_code", pattern=BASIC_CODE.pattern)]
    name: Annotated[str, Field(alias="task_name", min_length=1, max_length=200)]
    version: Annotated[int, Field(alias="task_version", ge=1)]
    state: Annotated[str, Field(alias="task_state", pattern=f"^[{IN_USE}2{ABOLISHED}]$")]
    number: Annotated[int, Field(alias="change_no", ge=1)]
    task_type: str = ""
    dept_code: str = ""
    dept_name: str = ""
    project_type: str = ""
    server_type: str = ""
    user_topic_type: str = ""
    corp_topic_type: str = ""
    anticipate_day: int | None = None
    anticipate_type: str = ""
    anticipate_explain: str = ""
    general: dict[str, Any] | None = None

    def change(self) -> Change:
        """Return the change in our words.

        Raises:
            PageRefused: a code is none that we know.

        """
        if self.state == ABOLISHED:
            return Change(self.code, self.version, self.number, is_abolished=True, base={}, guide=None)
        if self.basic_code[2:4] != self.task_type:
            raise PageRefused("torn", f"{self.code}: catalog_code")
        try:
            base = self._base()
            guide = None if self.general is None else guide_of(self.general)
        except (KeyError, TypeError, ValueError) as error:
            raise PageRefused("torn", f"{self.code}: {type(error).__name__}") from error
        return Change(self.code, self.version, self.number, is_abolished=False, base=base, guide=guide)

    def _base(self) -> Values:
        limit = None
        if self.anticipate_day is not None:
            limit = {"amount": self.anticipate_day, "unit": UNIT_CODES[self.anticipate_type]}
        said = {"implementing_body": self.dept_name, "legal_basis": (self.general or {}).get("by_law", "")}
        return {name: value for name, value in said.items() if value} | {
            "name": self.name,
            "basic_code": self.basic_code,
            "department_code": self.dept_code,
            "item_type": self.task_type,
            "case_type": CASE_TYPES[self.project_type],
            "audiences": self.server_type.split("^"),
            "person_theme": self.user_topic_type or None,
            "corporate_theme": self.corp_topic_type or None,
            "legal_limit": limit,
            "legal_note": self.anticipate_explain,
        }


class PlaceTold(Told):
    """Where a page ends."""

    cursor: int
    has_more: bool = Field(alias="hasMore")
    last: int = Field(alias="lastChangeNo")


class PageTold(Told):
    """A page of changes."""

    place: PlaceTold = Field(alias="data")
    rows: list[RowTold] = Field(alias="datas")
    told: int = Field(alias="dataCount")
    left: int = Field(alias="totalDataCount")


def guide_of(general: dict[str, Any]) -> Values:
    """Return the elements of a guide that a row gives, in their form.

    Raises:
        KeyError, TypeError, ValueError: they have none of the form.

    """
    found: Values = {}
    for column in COLUMNS[Sheet.ITEMS]:
        if name_of(column) in general:
            _put(found, column.element, value_of(column, general[name_of(column)]))
    for told, (element, sheet) in PARTS.items():
        if told in general:
            found[element] = [
                {
                    column.element: value_of(column, part[name_of(column)])
                    for column in COLUMNS[sheet]
                    if name_of(column) in part
                }
                for part in general[told]
            ]
    for local in rules.LOCAL:
        found.pop(local, None)
    # Held against the form as a whole; what the row leaves out is not added.
    checked = as_guide(found).model_dump(mode="json")
    return {name: checked[name] for name in found}


def name_of(column: Column) -> str:
    """Return the name of a column in a row."""
    return column.exchange or column.element


def value_of(column: Column, value: Any) -> Any:
    """Return what a row says in a column, codes as ours."""
    if column.element.endswith(".unit"):
        return UNIT_CODES[value]
    return SOURCE_CODES[value] if column.element == "source" else value


def _put(content: Values, element: str, value: Any) -> None:
    *path, last = element.split(".")
    for name in path:
        content = content.setdefault(name, {})
    content[last] = value


class Library:
    """Reads the library page by page."""

    def __init__(self, http: Http, settings: Settings) -> None:
        self._http = http
        self._settings = settings

    async def page(self, since: int) -> LibraryPage:
        """Return what has changed after a change.

        Raises:
            NeighbourAway: the library does not answer.
            PageRefused: the answer is a refusal, or is not whole.

        """
        secret = await self._secret()
        form = self._signed(secret) | {"since": str(since), "additional": PURPOSE}
        answer = await self._call(CHANGES, form)
        try:
            told = PageTold.model_validate(answer)
        except ValidationError as error:
            raise PageRefused("torn", f"{error.error_count()} faults") from error
        rows = told.rows
        rules.check_count(len(rows), told.told, told.left, has_more=told.place.has_more)
        rules.check_order(since, [row.number for row in rows], [row.code for row in rows])
        if told.place.cursor != (rows[-1].number if rows else since) or told.place.last < told.place.cursor:
            raise PageRefused("went-back", f"{told.place.cursor} of {told.place.last}")
        return LibraryPage([row.change() for row in rows], told.place.cursor, told.place.has_more)

    async def _secret(self) -> str:
        form = self._signed(self._settings.library_app_secret.get_secret_value())
        answer = await self._call(REFRESH, form)
        try:
            return str(answer["datas"]["requestSecret"])
        except (KeyError, TypeError) as error:
            raise PageRefused("torn", "requestSecret") from error

    def _signed(self, secret: str) -> dict[str, str]:
        at = str(int(utc_now().timestamp() * 1000))
        key = self._settings.library_app_key
        sign = hashlib.md5(f"{key}{secret}{at}".encode(), usedforsecurity=False).hexdigest()
        return {"appKey": key, "requestTime": at, "sign": sign}

    async def _call(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        answer = await self._http.request("POST", self._settings.library_url + path, data=form, retries=3)
        try:
            told = orjson.loads(answer.content)
        except orjson.JSONDecodeError as error:
            raise PageRefused("not-json", str(answer.status_code)) from error
        if not isinstance(told, dict) or told.get("code") != GOOD:
            raise PageRefused("refused", str(told.get("code", ""))[:20] if isinstance(told, dict) else "")
        return told
