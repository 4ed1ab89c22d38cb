"""Runs the door: `python -m gateway.proxy`, told by the environment (`settings.DoorSettings`).

SIGTERM and SIGINT close it in good order, SIGHUP has it read services, keys and pages again.
"""

import asyncio
import logging
import signal

import uvloop

from gateway.proxy.serving import be_steady, open_door
from gateway.proxy.settings import DoorSettings
from servicekit import logs

log = logging.getLogger("gateway.proxy")


async def main() -> None:
    """Serve until told to stop."""
    settings = DoorSettings()
    logs.configure("door", settings.log_level)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with open_door(settings) as serving:
        reloading: set[asyncio.Task[None]] = set()

        def reload() -> None:
            task = loop.create_task(serving.reload())
            reloading.add(task)
            task.add_done_callback(reloading.discard)

        loop.add_signal_handler(signal.SIGHUP, reload)
        be_steady()
        log.info("the door is open on port %d", serving.port)
        await stop.wait()


if __name__ == "__main__":
    uvloop.run(main())
