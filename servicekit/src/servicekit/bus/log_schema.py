"""The tables of the durable log, which it makes and migrates by itself."""

import asyncpg

#: Only one process migrates, and only one tidies up (advisory locks of this database).
MIGRATING, TIDYING = 0x5A4C0601, 0x5A4C0602

#: One script per version, never changed once released; what is new is appended.
MIGRATIONS = (
    """
    CREATE TABLE topics (
        id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name       text NOT NULL UNIQUE,
        partitions int NOT NULL CHECK (partitions > 0),
        compacted  boolean NOT NULL,
        retention  interval                       -- NULL: for ever
    );
    CREATE TABLE partitions (
        topic      int NOT NULL REFERENCES topics,
        partition  int NOT NULL,
        next       bigint NOT NULL DEFAULT 0,     -- offset of the next record
        compacted  bigint NOT NULL DEFAULT 0,     -- every record before it has been looked at
        PRIMARY KEY (topic, partition)
    ) WITH (fillfactor = 20);
    CREATE TABLE records (
        topic      int NOT NULL,
        partition  int NOT NULL,
        "offset"   bigint NOT NULL,
        key        bytea NOT NULL,
        value      bytea,                         -- NULL: a tombstone
        headers    bytea NOT NULL,
        stored_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (topic, partition, "offset")
    );
    CREATE TABLE members (
        "group"    text NOT NULL,
        member     uuid NOT NULL,
        topics     text[] NOT NULL,
        lives_until timestamptz NOT NULL,
        PRIMARY KEY ("group", member)
    ) WITH (fillfactor = 50);
    CREATE TABLE positions (
        "group"    text NOT NULL,
        topic      int NOT NULL,
        partition  int NOT NULL,
        next       bigint NOT NULL DEFAULT 0,     -- what the group has committed
        owner      uuid,                          -- the member that reads it now
        generation bigint NOT NULL DEFAULT 0,     -- raised with every new owner
        PRIMARY KEY ("group", topic, partition)
    ) WITH (fillfactor = 50);
    """,
)


async def migrate(connection: asyncpg.Connection) -> None:
    """Bring the log's tables to this version; processes that start together wait for one another."""
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", MIGRATING)
        await connection.execute("CREATE TABLE IF NOT EXISTS versions (version int PRIMARY KEY)")
        version = await connection.fetchval("SELECT coalesce(max(version), 0) FROM versions")
        for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
            await connection.execute(script)
            await connection.execute("INSERT INTO versions VALUES ($1)", number)
