"""The database session. `servicekit.routing` and `servicekit.consumer` commit it, nobody else does."""

from typing import Annotated, Any, TypeAlias

from fastapi import Depends
from opentelemetry.instrumentation.utils import suppress_instrumentation
from sqlalchemy import BigInteger, MetaData, Select, event, select
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from starlette.requests import HTTPConnection, Request

SessionMaker: TypeAlias = async_sessionmaker[AsyncSession]

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_metadata() -> MetaData:
    """Return an empty table catalogue in which constraints get fixed names."""
    return MetaData(naming_convention=NAMING)


class RuntimeBase(DeclarativeBase):
    """Parent of the tables that every service has."""

    metadata = new_metadata()


class Versioned:
    """A thing whose version rises with every change; of two changes at once one fails."""

    version: Mapped[int] = mapped_column(BigInteger)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy passes the class
        return {"version_id_col": cls.version}


def connect(database_url: str, pool: int = 5) -> tuple[AsyncEngine, SessionMaker]:
    """Return the engine, which the caller disposes of, and its sessions."""
    engine = create_async_engine(
        database_url,
        pool_size=pool,
        max_overflow=pool,
        pool_timeout=2,
        # Parameters of statements are personal data more often than not.
        hide_parameters=True,
        connect_args={"server_settings": {"timezone": "UTC"}},
    )
    event.listen(engine.sync_engine, "checkout", _alive)
    return engine, async_sessionmaker(engine, expire_on_commit=False)


def _alive(connection: Any, _record: Any, _proxy: Any) -> None:
    """Have a connection replaced, and all made before it, whose server has closed it.

    A socket tells that by itself; a ping would cost a way to the server and back on every request.
    """
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError


async def finds(sessions: SessionMaker, wanted: Select[Any]) -> bool:
    """Tell whether a query finds a row: one statement, no transaction, no span.

    For loops that look several times a second and mostly find nothing.
    """
    engine: AsyncEngine = sessions.kw["bind"]
    with suppress_instrumentation():
        async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            return bool(await connection.scalar(select(wanted.exists())))


async def sessions_of(connection: HTTPConnection) -> SessionMaker:
    """Return the sessions of the running application."""
    sessions: SessionMaker = connection.app.state.sessions
    return sessions


async def session_of(request: Request) -> AsyncSession:
    """Return the session whose transaction the route opened for this request."""
    session: AsyncSession = request.state.session
    return session


# A WebSocket or a stream opens short transactions of its own:
#     async with sessions.begin() as session: page = await Reports(session).page(after)
Sessions = Annotated[SessionMaker, Depends(sessions_of)]
Session = Annotated[AsyncSession, Depends(session_of)]
