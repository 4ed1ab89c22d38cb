"""How we speak to Kafka, whatever for."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from servicekit.bus.types import Away

REQUEST_MS = 5_000

# While a broker is away aiokafka says so ten times a second; we say it once, as `Away`.
logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


@contextmanager
def reaching() -> Iterator[None]:
    """Turn what aiokafka raises about a broker that is not there into `Away`."""
    try:
        yield
    except (KafkaError, OSError, TimeoutError) as error:
        raise Away(f"Kafka cannot be reached ({type(error).__name__})") from error


@asynccontextmanager
async def administration(servers: str, client_id: str) -> AsyncIterator[Any]:
    """Yield an aiokafka client that asks about topics and makes them.

    Raises:
        Away: the broker cannot be reached.

    """
    with reaching():
        admin = AIOKafkaAdminClient(
            bootstrap_servers=servers, client_id=client_id, request_timeout_ms=REQUEST_MS
        )
        try:
            await admin.start()
            yield admin
        finally:
            await admin.close()
