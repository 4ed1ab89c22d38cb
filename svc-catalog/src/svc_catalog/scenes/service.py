"""Use cases on scenes: residents walk, operators write, a second person publishes."""

import hashlib
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.publication.errors import NothingToPublish, SecondPersonNeeded
from servicekit.routing import canonical, check_version
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import covers
from svc_catalog.items.models import Item
from svc_catalog.items.service import ItemService, item_out
from svc_catalog.regions.rules import ancestry
from svc_catalog.scenes import rules
from svc_catalog.scenes.errors import NoSuchScene, SceneExists, SceneNotProven, SceneOutOfReach
from svc_catalog.scenes.models import Scene, ScenePublication
from svc_catalog.scenes.repository import SceneRepository
from svc_catalog.scenes.schemas import (
    EndOut,
    FindingOut,
    GoalOut,
    OperatorSceneOut,
    OperatorTreeOut,
    OptionOut,
    ProofOut,
    PublicationOut,
    QuestionOut,
    SceneIn,
    SceneOut,
    WalkOut,
    WayOut,
)
from svc_catalog.scenes.types import End, Finding, Goal, Question, Tree
from svc_catalog.situations.service import SituationService, guide_of
from svc_catalog.situations.types import Situations

CURSOR = (str,)


class SceneService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._scenes = SceneRepository(session)
        self._items = ItemService(session, now)
        self._situations = SituationService(session, now)
        self._now = now

    async def offered(self, region: str) -> list[SceneOut]:
        """Return the scenes that somebody in a region is offered."""
        return [scene_out(scene) for scene in await self._scenes.published(ancestry(region))]

    async def walk(self, code: str, region: str, answers: Mapping[str, str]) -> WalkOut:
        """Return the next question, or where the answers lead somebody in a region.

        Raises:
            NoSuchScene: none with this code is offered there.
            NoSuchRegion: the tree of regions does not hold the region.
            MalformedRequest: an answer is to no question, or none of its options.

        """
        scene = await self._scenes.find(code)
        if scene is None or scene.published is None or scene.region_code not in ancestry(region):
            raise NoSuchScene
        tree = Tree.model_validate(scene.published)
        steps, here = rules.walk(tree, answers)
        walked = WalkOut(
            scene=scene_out(scene),
            way=[
                WayOut(
                    node=step.node, text=step.question.text, option=step.option.code, label=step.option.label
                )
                for step in steps
            ],
        )
        node = tree.nodes[here]
        if isinstance(node, Question):
            walked.question = question_out(tree, here, node)
        else:
            walked.end = await self._end(here, node, region)
        return walked

    async def page(self, regions: AbstractSet[str], after: str | None, limit: int) -> Page[OperatorSceneOut]:
        """Return the scenes of an operator's regions, and what does not hold in them as things are now."""
        start = open_cursor(after, CURSOR)
        rows = await self._scenes.page_within(regions, start[0] if start else None, limit + 1)
        onward = seal_cursor(rows[limit - 1].code) if len(rows) > limit else None
        return Page(items=[(await self._judged(row))[0] for row in rows[:limit]], next=onward)

    async def for_operator(self, code: str, regions: AbstractSet[str]) -> OperatorTreeOut:
        """Return one scene of an operator's regions with all its questions.

        Raises:
            NoSuchScene: there is none in the operator's regions.

        """
        scene = await self._scenes.find_within(code, regions)
        if scene is None:
            raise NoSuchScene
        return await self.shown(scene)

    async def shown(self, scene: Scene) -> OperatorTreeOut:
        """Return a scene with all its questions and what does not hold in it."""
        judged, _ = await self._judged(scene)
        draft, published = (one and Tree.model_validate(one) for one in (scene.draft, scene.published))
        return OperatorTreeOut(**judged.model_dump(), draft=draft, published=published)

    async def publications(self, code: str, regions: AbstractSet[str]) -> list[PublicationOut]:
        """Return what was published of a scene of an operator's regions, the newest first.

        Raises:
            NoSuchScene: there is none in the operator's regions.

        """
        if await self._scenes.find_within(code, regions) is None:
            raise NoSuchScene
        return [PublicationOut.model_validate(one) for one in await self._scenes.publications(code)]

    async def begin(self, wish: SceneIn, author: str, regions: AbstractSet[str]) -> Scene:
        """Begin a scene.

        Raises:
            SceneOutOfReach: it would be offered beyond the operator's regions.
            SceneExists: the code is taken.
            SceneIsCyclic: somebody could go in circles.

        """
        if not covers(regions, wish.region_code):
            raise SceneOutOfReach
        rules.check_acyclic(wish.tree)
        if await self._scenes.find(wish.code):
            raise SceneExists
        scene = Scene(code=wish.code, region_code=wish.region_code, published=None, number=0)
        self._session.add(scene)
        return await self._draft(scene, wish.tree, author)

    async def write(
        self, code: str, tree: Tree, author: str, regions: AbstractSet[str], if_match: str | None
    ) -> Scene:
        """Replace the draft of a scene; what is published stays until somebody else publishes the draft.

        Raises:
            NoSuchScene: there is none in the operator's regions.
            StaleVersion: somebody has changed it since.
            SceneIsCyclic: somebody could go in circles.

        """
        scene = await self._lock(code, regions, if_match)
        rules.check_acyclic(tree)
        return await self._draft(scene, tree, author)

    async def publish(
        self, code: str, publisher: str, regions: AbstractSet[str], if_match: str | None
    ) -> Scene:
        """Publish the draft of a scene that somebody else wrote.

        Raises:
            NoSuchScene: there is none in the operator's regions.
            StaleVersion: somebody has changed it since.
            NothingToPublish: there is no draft.
            SecondPersonNeeded: the publisher wrote it.
            SceneNotProven: rules are broken, listed in `findings`.

        """
        scene = await self._lock(code, regions, if_match)
        if scene.draft is None:
            raise NothingToPublish
        if scene.author == publisher:
            raise SecondPersonNeeded
        _, found = await self._judged(scene)
        if found:
            raise SceneNotProven(findings=[FindingOut.model_validate(one).model_dump() for one in found])
        scene.number += 1
        scene.published, scene.draft = scene.draft, None
        scene.published_at = scene.changed_at = self._now
        self._session.add(
            ScenePublication(
                code=code,
                number=scene.number,
                tree=scene.published,
                sha256=hashlib.sha256(canonical(scene.published)).hexdigest(),
                author=scene.author,
                publisher=publisher,
                published_at=self._now,
            )
        )
        await self._session.flush()
        return scene

    async def withdraw(self, code: str, regions: AbstractSet[str], if_match: str | None) -> Scene:
        """Offer a scene no longer; its questions wait as a draft.

        Raises:
            NoSuchScene: there is none in the operator's regions, or it is not published.
            StaleVersion: somebody has changed it since.

        """
        scene = await self._lock(code, regions, if_match)
        if scene.published is None:
            raise NoSuchScene
        scene.draft, scene.published = scene.draft or scene.published, None
        scene.changed_at = self._now
        await self._session.flush()
        return scene

    async def _draft(self, scene: Scene, tree: Tree, author: str) -> Scene:
        scene.draft, scene.author, scene.changed_at = tree.model_dump(mode="json"), author, self._now
        await self._session.flush()
        return scene

    async def _lock(self, code: str, regions: Iterable[str], if_match: str | None) -> Scene:
        scene = await self._scenes.lock_within(code, regions)
        if scene is None:
            raise NoSuchScene
        check_version(if_match, scene.version)
        return scene

    async def _judged(self, scene: Scene) -> tuple[OperatorSceneOut, list[Finding]]:
        tree = Tree.model_validate(scene.draft or scene.published)
        items = await self._items.offered(scene.region_code, sorted(rules.directory_codes(tree)))
        asked = await self._situations.of_items(list(items.values()))
        offered = {
            code: [one.code for one in asked[item.item_id].situations] if item.item_id in asked else []
            for code, item in items.items()
        }
        found, proof = rules.findings(tree, offered), rules.proof(tree)
        judged = OperatorSceneOut(
            code=scene.code,
            region_code=scene.region_code,
            version=scene.version,
            title=tree.title,
            state=state_of(scene),
            number=scene.number,
            author=scene.author,
            changed_at=scene.changed_at,
            published_at=scene.published_at,
            findings=[FindingOut.model_validate(one) for one in found],
            proof=ProofOut.model_validate(proof) if proof else None,
            allowed=allowed(scene, has_findings=bool(found)),
        )
        return judged, found

    async def _end(self, code: str, end: End, region: str) -> EndOut:
        codes = [goal.directory_code for goal in end.goals]
        items = await self._items.offered(region, codes)
        asked = await self._situations.of_items(list(items.values()))
        return EndOut(
            node=code,
            text=end.text,
            advice=end.advice,
            goals=[goal_out(goal, items.get(goal.directory_code), asked) for goal in end.goals],
        )


def goal_out(goal: Goal, item: Item | None, asked: Mapping[str, Situations]) -> GoalOut:
    """Return an item that somebody needs; a situation that a county does not know is its default."""
    out = GoalOut(directory_code=goal.directory_code, note=goal.note, item=item_out(item) if item else None)
    if item is None or item.item_id not in asked:
        return out
    of_item = asked[item.item_id].situations
    chosen = next((one for one in of_item if one.code == goal.situation), None)
    if chosen is None and (goal.situation or not asked[item.item_id].questions):
        chosen = next(one for one in of_item if one.is_default)
    if chosen is None:
        return out
    guide, named = guide_of(item), set(chosen.materials)
    out.situation, out.situation_name = chosen.code, chosen.name
    out.materials = [material for material in guide.materials if material.code in named]
    out.fees = guide.fees if chosen.fees is None else chosen.fees
    out.limit = chosen.limit or guide.promised_limit
    return out


def question_out(tree: Tree, code: str, question: Question) -> QuestionOut:
    """Return a question, and how many there may be from it on."""
    rest = rules.proof(tree.model_copy(update={"start": code}))
    return QuestionOut(
        node=code,
        text=question.text,
        help=question.help,
        options=[OptionOut.of(option) for option in question.options],
        left_at_most=rest.longest if rest else 1,
    )


def scene_out(scene: Scene) -> SceneOut:
    """Return a published scene as it stands in a list."""
    tree = scene.published or {}
    return SceneOut(
        code=scene.code,
        title=tree["title"],
        summary=tree["summary"],
        audience=tree["audience"],
        is_for_elders=tree["is_for_elders"],
        region_code=scene.region_code,
        number=scene.number,
        published_at=scene.published_at,
    )


def state_of(scene: Scene) -> str:
    """Return where a scene stands."""
    if scene.published is None:
        return "withdrawn" if scene.number else "draft"
    return "changing" if scene.draft else "published"


def allowed(scene: Scene, *, has_findings: bool) -> list[str]:
    """Return what may be done with a scene now, by somebody of the right role."""
    acts = ["write"]
    if scene.draft and not has_findings:
        acts.append("publish")
    if scene.published:
        acts.append("withdraw")
    return acts
