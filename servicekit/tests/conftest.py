"""A small service of wishes on which the runtime is tried; its domain is nobody's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import pytest
from fastapi import WebSocket
from google.protobuf.wrappers_pb2 import StringValue
from pydantic import Field
from sqlalchemy import String, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from servicekit import Service, testing
from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Own, Public, Scope
from servicekit.clock import Now
from servicekit.consumer import Consumers
from servicekit.db import RuntimeBase, Session, Sessions, Versioned, connect, new_metadata
from servicekit.deadlines import Deadlines, Jobs
from servicekit.events import Event, Topic
from servicekit.identifiers import IdNumber
from servicekit.ids import uuid7
from servicekit.outbox import Outbox
from servicekit.problems import Conflict, NoSuchThing
from servicekit.routing import IfMatch, Router, check_version
from servicekit.schemas import In, Out
from servicekit.scope import RegionCode, within


class Base(DeclarativeBase):
    metadata = new_metadata()


class Wish(Versioned, Base):
    __tablename__ = "wishes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    text: Mapped[str] = mapped_column(String(80), unique=True)
    region_code: Mapped[str] = mapped_column(String(12))
    owner: Mapped[str] = mapped_column(String(80))


class Heard(Base):
    __tablename__ = "heard"

    text: Mapped[str] = mapped_column(String(80), primary_key=True)
    times: Mapped[int]


WISHES = Topic("sample.wish", key="value", facts=(StringValue,), kind="state")
router = Router(tags=["wishes"])
consumers, jobs = Consumers(), Jobs()


class WishMake(In):
    text: str = Field(min_length=2, max_length=40)
    region_code: RegionCode = "331002"
    id_number: IdNumber | None = None


class WishOut(Out):
    id: UUID
    text: str
    version: int


def wished(wish: Wish) -> Event:
    return WISHES.event(StringValue(value=wish.text), version=wish.version)


@router.post("/wishes", status_code=201, response_model=WishOut)
async def make_wish(
    body: WishMake, session: Session, now: Now, audit: Audited, access: Annotated[Access, Own()]
) -> Wish:
    wish = Wish(text=body.text, region_code=body.region_code, owner=access.caller.subject)
    session.add(wish)
    await Outbox(session, now).announce(wished, wish)
    await audit.record("wish.make", str(wish.id))
    if body.text == "explode":
        raise RuntimeError(f"a secret about {body.text}")
    if body.text == "refuse":
        raise Conflict("No.")
    return wish


@router.get("/wishes")
async def list_wishes(
    session: Session, access: Annotated[Access, Needs("wish:read", Scope.REGION)]
) -> list[WishOut]:
    found = select(Wish).where(within(Wish.region_code, access.regions)).order_by(Wish.text)
    return [WishOut.model_validate(wish) for wish in await session.scalars(found)]


@router.put("/wishes/{wish_id}", response_model=WishOut)
async def change_wish(
    wish_id: UUID,
    body: WishMake,
    session: Session,
    access: Annotated[Access, Own()],
    if_match: IfMatch = None,
) -> Wish:
    wish = await session.get(Wish, wish_id, with_for_update=True)
    if wish is None or wish.owner != access.caller.subject:
        raise NoSuchThing
    check_version(if_match, wish.version)
    wish.text = body.text
    await session.flush()
    return wish


@router.get("/open", dependencies=[Public("it says nothing")])
async def say_nothing() -> dict[str, str]:
    return {}


@router.websocket("/news")
async def news(socket: WebSocket, sessions: Sessions, access: Annotated[Access, Own()]) -> None:
    await socket.accept()
    async with sessions.begin() as session:
        await session.execute(text("select 1"))
    await socket.send_text(access.caller.subject)
    await socket.close()


@consumers.on("sample.wish", StringValue)
async def hear(event: StringValue, session: AsyncSession) -> None:
    if event.value.startswith("bad"):
        raise ValueError(event.value)
    heard = await session.get(Heard, event.value) or Heard(text=event.value, times=0)
    heard.times += 1
    session.add(heard)


@consumers.gone("sample.wish")
async def forget(key: str, session: AsyncSession) -> None:
    if heard := await session.get(Heard, key):
        await session.delete(heard)


@jobs.on("wish.lapse")
async def lapse(subject: str, session: AsyncSession, now) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    if subject == "fails":
        raise ValueError(subject)
    session.add(Heard(text=f"lapsed {subject}", times=1))
    if subject == "again":
        await Deadlines(session).set("wish.lapse", "later", now + timedelta(days=1))


async def all_wishes(session: AsyncSession) -> AsyncIterator[Event]:
    for wish in await session.scalars(select(Wish)):
        yield wished(wish)


SAMPLE = Service(
    name="svc-sample",
    base=Base,
    routers=[router],
    publishes=[WISHES],
    consumers=consumers,
    jobs=jobs,
    current=[all_wishes],
)


@pytest.fixture(scope="session")
def service() -> Service:
    return SAMPLE


@asynccontextmanager
async def fresh() -> AsyncIterator[str]:
    """A database with the sample's tables and the runtime's; the sample has no migrations."""
    name = f"sample_{uuid7().hex}"
    async with testing.administrator() as connection:
        await connection.execute(text(f'create database "{name}"'))
    engine, _ = connect(testing.address(name))
    async with engine.begin() as tables:
        await tables.run_sync(Base.metadata.create_all)
        await tables.run_sync(RuntimeBase.metadata.create_all)
    await engine.dispose()
    try:
        yield testing.address(name)
    finally:
        async with testing.administrator() as connection:
            await connection.execute(text(f'drop database "{name}" with (force)'))


@pytest.fixture(scope="session")
async def database_url() -> AsyncIterator[str]:
    async with fresh() as url:
        yield url


@pytest.fixture
async def own_database() -> AsyncIterator[str]:
    async with fresh() as url:
        yield url
