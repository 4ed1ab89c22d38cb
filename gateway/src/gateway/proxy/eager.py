"""Starts a coroutine at once, and makes a task of it only if it has to wait.

Most requests pass all stages without waiting for anything; a task for each would cost a
tenth of the door's throughput. Python 3.12 calls this `asyncio.eager_task_factory`.
"""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from functools import partial
from types import coroutine
from typing import Any

_waiting: set[asyncio.Task[None]] = set()


def start(work: Coroutine[Any, Any, None], loop: asyncio.AbstractEventLoop) -> None:
    """Run `work` up to where it first waits; the rest runs in a task.

    Up to there `asyncio.current_task()` is not the work's own: what asks for it (timeouts,
    task groups) belongs into a task of its own.
    """
    try:
        waits_for = work.send(None)
    except StopIteration:
        return
    task = loop.create_task(finish(work, waits_for))
    _waiting.add(task)
    task.add_done_callback(_waiting.discard)


async def finish(work: Coroutine[Any, Any, None], waits_for: Any) -> None:
    """Run the rest of `work`, which waits for something now."""
    await _rest(work, waits_for)


@coroutine
def _rest(work: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    while True:
        try:
            outcome = yield waits_for
        except BaseException as error:  # noqa: BLE001 - it is the work's to handle
            go_on: Callable[[], Any] = partial(work.throw, error)
        else:
            go_on = partial(work.send, outcome)
        try:
            waits_for = go_on()
        except StopIteration:
            return
