"""Where what waits is found: one query for each kind, all with the same columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    not_,
    null,
    or_,
    select,
)

from servicekit.auth import Access
from servicekit.publication import State as RevisionState
from servicekit.publication import to_sign
from servicekit.scope import within
from svc_catalog.arrivals.models import Arrival
from svc_catalog.arrivals.types import ArrivalState
from svc_catalog.batches.models import Batch, BatchRegion
from svc_catalog.compilations.models import Compilation
from svc_catalog.demands.models import Demand
from svc_catalog.demands.types import State as DemandState
from svc_catalog.departments.models import Department
from svc_catalog.drift.models import DriftTask
from svc_catalog.drift.types import TaskState as DriftState
from svc_catalog.items.models import DirectoryEntry, Item
from svc_catalog.lists.models import ListTask
from svc_catalog.lists.types import TaskState as ListState
from svc_catalog.media.models import Claim, MediaGuide, MediaItem
from svc_catalog.media.types import State as MediaState
from svc_catalog.merges.models import Merge
from svc_catalog.merges.types import MergeState
from svc_catalog.policies.models import Policy
from svc_catalog.proposals.models import Proposal
from svc_catalog.proposals.types import State as ProposalState
from svc_catalog.revisions.models import ItemRevision
from svc_catalog.revisions.service import STEPS
from svc_catalog.rounds.models import Round
from svc_catalog.scenes.models import Scene
from svc_catalog.todos.types import Kind

SHANGHAI = "Asia/Shanghai"
Source = tuple[Kind, Select[Any]]


@dataclass(frozen=True)
class Asker:
    """For whom something may wait."""

    access: Access
    now: datetime
    today: date

    @property
    def person(self) -> str:
        """Who asks."""
        return self.access.caller.subject

    def regions(self, permission: str) -> frozenset[str]:
        """Return where the caller holds a permission."""
        return self.access.caller.grants.get(permission, frozenset())


def sources(asker: Asker) -> Iterator[Source]:
    """Yield the queries of everything that the caller's grants make his to do."""
    for kind, place in ((Kind.REVIEW, 0), (Kind.PUBLISH, 1)):
        if asker.regions(STEPS[place].permission):
            yield kind, revisions(to_sign(ItemRevision, place, STEPS[place], asker.access))
    if asker.regions("item:edit"):
        mine = (ItemRevision.state == RevisionState.RETURNED) & (ItemRevision.author == asker.person)
        yield Kind.MEND, revisions(mine, is_returned=True)
    if asker.regions("media:edit"):
        yield Kind.MEND, returned_media(asker)
    for kind, (permission, source) in GRANTED.items():
        if asker.regions(permission):
            yield kind, source(asker)


def entry(
    key: Any, title: Any, region: Any, since: Any, page: Any, *, detail: Any = "", item_id: Any = None,
    author: Any = None, things: Any = 1, due_on: Any = None,
) -> Select[Any]:  # fmt: skip
    """Return a query of entries, each with how many there are of them all."""
    return select(
        cast(key, String).label("key"),
        title.label("title"),
        cast(literal(detail) if isinstance(detail, str) else detail, String).label("detail"),
        cast(null() if item_id is None else item_id, String).label("item_id"),
        cast(region, String).label("region_code"),
        cast(null() if author is None else author, String).label("author"),
        cast(things, Integer).label("things"),
        cast(since, DateTime(timezone=True)).label("since"),
        cast(null() if due_on is None else due_on, Date).label("due_on"),
        page.label("page"),
        func.count().over().label("waiting"),
    )


def under(path: str, *parts: Any) -> ColumnElement[str]:
    """Return the address of a page, below the workbench."""
    found: ColumnElement[str] = literal(path)
    for part in parts:
        found = found + cast(part, String)
    return found


def last_day(end: Any) -> ColumnElement[date]:
    """Return the day that ends at a moment."""
    return cast(func.timezone(SHANGHAI, end - timedelta(microseconds=1)), Date)


def revisions(wanted: ColumnElement[bool], *, is_returned: bool = False) -> Select[Any]:
    """Return revisions with the names of their items; those of one change are one entry."""
    one = ItemRevision
    key, last = func.coalesce(one.change_id, one.id), one.signatures[-1]
    # Signatures keep their moment as text; until the first it waits since it was drafted.
    since = func.coalesce(cast(last["at"].astext, DateTime(timezone=True)), one.drafted_at)
    way = under("/catalog/", func.min(one.thing_id), literal("/edit")) if is_returned else None
    page = case(
        (one.change_id.is_not(None), under("/catalog/amendments/", key)),
        else_=under("/catalog/revisions/", key) if way is None else way,
    )
    first, several = func.min(one.region_code), func.max(one.region_code)
    found = entry(
        key,
        func.min(DirectoryEntry.name),
        case((first == several, first)),
        func.min(since),
        page,
        detail=func.max(last["note"].astext if is_returned else one.reason),
        item_id=case((func.count() == 1, func.min(one.thing_id))),
        author=func.max(one.author),
        things=func.count(),
    )
    found = found.join_from(one, Item, Item.item_id == one.thing_id).join(
        DirectoryEntry, DirectoryEntry.code == Item.directory_code
    )
    return found.where(wanted).group_by(key, one.change_id).order_by(func.min(since), key)


def returned_media(asker: Asker) -> Select[Any]:
    """Return guides that came back to their author."""
    one = MediaGuide
    found = entry(
        one.media_id, one.title, one.region_code, one.changed_at, under("/catalog/media/", one.media_id),
        detail=one.note, author=one.author,
    )  # fmt: skip
    mine = (one.state == MediaState.RETURNED) & (one.author == asker.person)
    return found.where(mine).order_by(one.changed_at, one.media_id)


def merges(asker: Asker) -> Select[Any]:
    """Return what the province and a list say differently; `detail` names the elements."""
    one = Merge
    name = func.jsonb_object_keys(one.fields).column_valued("name")
    found = entry(
        one.id, one.item_name, one.region_code, one.opened_at, under("/catalog/merges/", one.id),
        detail=select(func.string_agg(name, ",")).scalar_subquery(),
        item_id=one.item_id, due_on=one.adopt_by,
        things=select(func.count(name)).scalar_subquery(),
    )  # fmt: skip
    wanted = (one.state == MergeState.OPEN) & within(one.region_code, asker.regions("item:edit"))
    return found.where(wanted).order_by(one.adopt_by, one.id)


def drift(asker: Asker) -> Select[Any]:
    """Return what others say of items; `detail` names who."""
    one = DriftTask
    found = entry(
        one.id, one.item_name, one.region_code, one.opened_at, under("/catalog/drift?task=", one.id),
        detail=one.neighbour, item_id=one.item_id, due_on=one.due_on,
        things=func.jsonb_array_length(one.differences),
    )  # fmt: skip
    wanted = (one.state == DriftState.OPEN) & within(one.region_code, asker.regions("drift:read"))
    return found.where(wanted).order_by(one.due_on, one.id)


def demands(asker: Asker) -> Select[Any]:
    """Return what windows demanded beyond sheets."""
    one = Demand
    found = entry(
        one.demand_id, one.item_name, one.region_code, one.made_at,
        under("/catalog/demands?demand=", one.demand_id),
        detail=one.what, item_id=one.item_id, due_on=last_day(one.due_at),
    )  # fmt: skip
    wanted = (one.state == DemandState.OPEN) & within(one.region_code, asker.regions("demand:close"))
    return found.where(wanted).order_by(one.due_at, one.demand_id)


def list_tasks(asker: Asker) -> Select[Any]:
    """Return what owners of items have to see to because of lists."""
    one = ListTask
    found = entry(
        one.task_id, one.item_name, one.region_code, one.made_at, under("/catalog/lists?tab=tasks"),
        detail=one.what, item_id=one.item_id, due_on=last_day(one.due_at),
    )  # fmt: skip
    wanted = (one.state == ListState.OPEN) & within(one.region_code, asker.regions("proposal:edit"))
    return found.where(wanted).order_by(one.due_at, one.task_id)


def rounds(asker: Asker) -> Select[Any]:
    """Return rounds with proposals of others to decide on."""
    one = Round
    since = func.min(Proposal.proposed_at)
    found = entry(
        one.round_id, one.list_name + " · " + one.title, one.region_code, since,
        under("/catalog/rounds/", one.round_id), things=func.count(),
    )  # fmt: skip
    waits = (Proposal.state == ProposalState.PROPOSED) & (Proposal.proposed_by != asker.person)
    mine = one.published_at.is_(None) & within(one.region_code, asker.regions("proposal:decide"))
    found = found.join(Proposal, and_(Proposal.round_id == one.round_id, waits)).where(mine)
    return found.group_by(one.round_id).order_by(since, one.round_id)


def renewals(asker: Asker) -> Select[Any]:
    """Return closed rounds in which everything is decided."""
    one = Round
    found = entry(
        one.round_id, one.list_name + " · " + one.title, one.region_code, one.closes_at,
        under("/catalog/rounds/", one.round_id),
    )  # fmt: skip
    undecided = exists().where(Proposal.round_id == one.round_id, Proposal.state == ProposalState.PROPOSED)
    mine = one.published_at.is_(None) & within(one.region_code, asker.regions("round:publish"))
    return found.where(mine, one.closes_at <= asker.now, ~undecided).order_by(one.closes_at, one.round_id)


def scenes(asker: Asker) -> Select[Any]:
    """Return scenes that somebody else has written."""
    one = Scene
    found = entry(
        one.code, one.draft["title"].astext, one.region_code, one.changed_at,
        under("/catalog/scenes/", one.code), author=one.author,
    )  # fmt: skip
    mine = within(one.region_code, asker.regions("scene:publish")) & (one.author != asker.person)
    return found.where(one.draft.is_not(None), mine).order_by(one.changed_at, one.code)


def policies(asker: Asker) -> Select[Any]:
    """Return policies that somebody else has written."""
    one = Policy
    found = entry(
        one.policy_id, one.draft["title"].astext, one.region_code, one.changed_at,
        under("/catalog/policies/", one.policy_id), author=one.author,
    )  # fmt: skip
    mine = within(one.region_code, asker.regions("policy:publish")) & (one.author != asker.person)
    return found.where(one.draft.is_not(None), mine).order_by(one.changed_at, one.policy_id)


def compilations(asker: Asker) -> Select[Any]:
    """Return issues that somebody else has collected."""
    one = Compilation
    key = under("", one.region_code, literal("/"), one.year, literal("/"), one.quarter)
    found = entry(
        key, one.title, one.region_code, one.changed_at, under("/catalog/policies?tab=compilations"),
        author=one.author, things=func.jsonb_array_length(one.policies),
    )  # fmt: skip
    mine = within(one.region_code, asker.regions("policy:publish")) & (one.author != asker.person)
    return found.where(one.published_at.is_(None), mine).order_by(one.changed_at, key)


def media(asker: Asker) -> Select[Any]:
    """Return guides that somebody else has submitted."""
    one = MediaGuide
    found = entry(
        one.media_id, one.title, one.region_code, one.changed_at,
        under("/catalog/media/", one.media_id), author=one.author,
    )  # fmt: skip
    mine = within(one.region_code, asker.regions("media:review")) & (one.author != asker.person)
    return found.where(one.state == MediaState.SUBMITTED, mine).order_by(one.changed_at, one.media_id)


def arrivals(asker: Asker) -> Select[Any]:
    """Return items that the province has added, for the lists that the caller keeps."""
    one, directory = Arrival, DirectoryEntry
    found = entry(
        under("", one.region_code, literal("/"), one.directory_code), directory.name, one.region_code,
        one.arrived_at, under("/catalog/arrivals"), detail=Department.name,
    )  # fmt: skip
    found = found.join_from(one, directory, directory.code == one.directory_code)
    found = found.join(Department, Department.code == directory.department_code)
    mine = within(one.region_code, asker.regions("item:edit")) & directory.abolished_at.is_(None)
    return found.where(mine, one.state == ArrivalState.OPEN).order_by(one.arrived_at, one.directory_code)


def batches(asker: Asker) -> Select[Any]:
    """Return plans whose last day has passed in a county that still shows no guide of some item."""
    one, county = Batch, BatchRegion
    code = func.jsonb_array_elements_text(one.items).column_valued("code")
    shown = MediaItem.directory_code == code
    own = exists().where(
        shown, MediaItem.media_id == MediaGuide.media_id, MediaGuide.region_code == county.region_code
    )
    claimed = exists().where(
        shown, MediaItem.media_id == Claim.media_id, Claim.region_code == county.region_code
    )
    # Item and county are those of the queries around.
    own, claimed = (one.correlate_except(MediaItem, MediaGuide, Claim) for one in (own, claimed))
    left = select(func.count(code)).where(not_(or_(own, claimed))).scalar_subquery()
    found = entry(
        under("", one.batch_id, literal("/"), county.region_code),
        one.name, county.region_code, one.changed_at, under("/catalog/media?tab=batches"),
        things=left, due_on=county.due_on,
    )  # fmt: skip
    mine = within(county.region_code, asker.regions("media:edit")) & (county.due_on < asker.today)
    found = found.join_from(county, one, one.batch_id == county.batch_id)
    return found.where(mine, left > 0).order_by(county.due_on, one.batch_id)


GRANTED = {
    Kind.MERGE: ("item:edit", merges),
    Kind.DRIFT: ("drift:read", drift),
    Kind.DEMAND: ("demand:close", demands),
    Kind.LIST_TASK: ("proposal:edit", list_tasks),
    Kind.ROUND: ("proposal:decide", rounds),
    Kind.RENEWAL: ("round:publish", renewals),
    Kind.SCENE: ("scene:publish", scenes),
    Kind.POLICY: ("policy:publish", policies),
    Kind.COMPILATION: ("policy:publish", compilations),
    Kind.MEDIA: ("media:review", media),
    Kind.ARRIVAL: ("item:edit", arrivals),
    Kind.BATCH: ("media:edit", batches),
}
