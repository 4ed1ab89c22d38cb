"""HTTP in front of scenes: anybody walks, operators write, a second person publishes."""

from typing import Annotated

from fastapi import Depends, Path, Query, Response

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Public, Scope
from servicekit.clock import Now
from servicekit.conditional import Read, tag_of
from servicekit.db import Session
from servicekit.problems import MalformedRequest, StaleVersion, VersionRequired, problems
from servicekit.publication.errors import NothingToPublish, SecondPersonNeeded
from servicekit.routing import IfMatch, Router, etag
from servicekit.schemas import After, Limit, Page
from servicekit.scope import RegionCode
from svc_catalog.regions.errors import NoSuchRegion
from svc_catalog.scenes.errors import NoSuchScene, SceneExists, SceneIsCyclic, SceneNotProven, SceneOutOfReach
from svc_catalog.scenes.models import Scene
from svc_catalog.scenes.schemas import (
    OperatorSceneOut,
    OperatorTreeOut,
    PublicationOut,
    SceneIn,
    SceneOut,
    WalkIn,
    WalkOut,
)
from svc_catalog.scenes.service import SceneService
from svc_catalog.scenes.types import Tree

router = Router(tags=["scenes"])
ANYBODY = [Public("a scene asks for no names, and keeps no answers")]
SceneCode = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", description="such as open-restaurant")]
Where = Annotated[RegionCode, Query(description="where somebody is: a county, a town, a village")]
MayRead = Annotated[Access, Needs("scene:read", Scope.REGION)]
MayEdit = Annotated[Access, Needs("scene:edit", Scope.REGION)]
MayPublish = Annotated[Access, Needs("scene:publish", Scope.REGION)]
CHANGING = (NoSuchScene, StaleVersion, VersionRequired)


def scene_service(session: Session, now: Now) -> SceneService:
    """Build the use cases for one request."""
    return SceneService(session, now)


Scenes = Annotated[SceneService, Depends(scene_service)]


@router.get("/scenes", dependencies=ANYBODY)
async def list_scenes(region: Where, scenes: Scenes, read: Read) -> list[SceneOut] | None:
    """Return the scenes that somebody in a region is offered."""
    found = await scenes.offered(region)
    return None if read.is_held(tag_of(*found)) else found


@router.get("/scenes/{code}", dependencies=ANYBODY, responses=problems(NoSuchScene))
async def begin_walk(code: SceneCode, region: Where, scenes: Scenes, read: Read) -> WalkOut | None:
    """Return the first question of a scene."""
    found = await scenes.walk(code, region, {})
    return None if read.is_held(tag_of(found), found.scene.published_at) else found


@router.post(
    "/scenes/{code}/answers",
    dependencies=ANYBODY,
    responses=problems(NoSuchScene, NoSuchRegion, MalformedRequest),
)
async def go_on(code: SceneCode, body: WalkIn, scenes: Scenes) -> WalkOut:
    """Return the next question after the answers so far, or the items to which they lead."""
    return await scenes.walk(code, body.region, body.answers)


@router.get("/operator/scenes")
async def list_operator_scenes(
    scenes: Scenes, access: MayRead, limit: Limit = 50, after: After = None
) -> Page[OperatorSceneOut]:
    """Return the scenes of the caller's regions, and what does not hold in them as things are now."""
    return await scenes.page(access.regions, after, limit)


@router.get("/operator/scenes/{code}", responses=problems(NoSuchScene))
async def show_operator_scene(
    code: SceneCode, scenes: Scenes, access: MayRead, response: Response
) -> OperatorTreeOut:
    """Return one scene with its draft, its published tree, its findings and its proof."""
    found = await scenes.for_operator(code, access.regions)
    response.headers["etag"] = etag(found.version)
    return found


@router.get("/operator/scenes/{code}/publications", responses=problems(NoSuchScene))
async def list_publications(code: SceneCode, scenes: Scenes, access: MayRead) -> list[PublicationOut]:
    """Return what was published of a scene, the newest first."""
    return await scenes.publications(code, access.regions)


async def answered(scene: Scene, scenes: SceneService, response: Response) -> OperatorTreeOut:
    """Return a scene after a change, with its new version."""
    response.headers["etag"] = etag(scene.version)
    return await scenes.shown(scene)


@router.post(
    "/operator/scenes", status_code=201, responses=problems(SceneExists, SceneOutOfReach, SceneIsCyclic)
)
async def begin_scene(
    body: SceneIn, scenes: Scenes, access: MayEdit, audit: Audited, response: Response
) -> OperatorTreeOut:
    """Begin a scene as a draft."""
    scene = await scenes.begin(body, access.caller.subject, access.regions)
    await audit.record("scene.write", scene.code, region=scene.region_code)
    return await answered(scene, scenes, response)


@router.put("/operator/scenes/{code}", responses=problems(*CHANGING, SceneIsCyclic))
async def write_scene(
    code: SceneCode,
    body: Tree,
    scenes: Scenes,
    access: MayEdit,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> OperatorTreeOut:
    """Replace the draft of a scene; residents see it once somebody else has published it."""
    scene = await scenes.write(code, body, access.caller.subject, access.regions, if_match)
    await audit.record("scene.write", code, region=scene.region_code)
    return await answered(scene, scenes, response)


@router.post(
    "/operator/scenes/{code}/publish",
    responses=problems(*CHANGING, NothingToPublish, SecondPersonNeeded, SceneNotProven),
)
async def publish_scene(
    code: SceneCode,
    scenes: Scenes,
    access: MayPublish,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> OperatorTreeOut:
    """Publish a draft that somebody else wrote, if every path ends and every end exists."""
    scene = await scenes.publish(code, access.caller.subject, access.regions, if_match)
    await audit.record("scene.publish", code, region=scene.region_code)
    return await answered(scene, scenes, response)


@router.post("/operator/scenes/{code}/withdraw", responses=problems(*CHANGING))
async def withdraw_scene(
    code: SceneCode,
    scenes: Scenes,
    access: MayPublish,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> OperatorTreeOut:
    """Offer a scene no longer."""
    scene = await scenes.withdraw(code, access.regions, if_match)
    await audit.record("scene.withdraw", code, region=scene.region_code)
    return await answered(scene, scenes, response)
