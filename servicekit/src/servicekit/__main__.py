"""Runs any service: `python -m servicekit svc_kiosk serve`."""

import argparse
import asyncio
import contextlib
import importlib
import signal
import sys

import uvicorn
from starlette.types import ASGIApp

from servicekit import logs, migrations, telemetry
from servicekit.clock import utc_now
from servicekit.db import connect
from servicekit.describe import describe
from servicekit.health import probes
from servicekit.http import open_http
from servicekit.outbox import Outbox
from servicekit.parking import replay
from servicekit.service import Service
from servicekit.settings import DatabaseSettings, ServiceSettings
from servicekit.tools import Tools, vault_of
from servicekit.worker import work


def main(arguments: list[str] | None = None) -> None:
    """Do what the command line says to the service that it names."""
    parser = argparse.ArgumentParser(prog="python -m servicekit")
    parser.add_argument("package", help="such as svc_kiosk")
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("argument", nargs="?", help="revise: what the migration does; replay: one topic")
    chosen = parser.parse_args(arguments)
    COMMANDS[chosen.command](chosen.package, chosen.argument)


def service_of(package: str) -> Service:
    """Return the declaration of a service."""
    service: Service = importlib.import_module(f"{package}.main").service
    return service


def begin(package: str) -> tuple[Service, ServiceSettings]:
    """Return a service with its settings, logs and telemetry set up."""
    service = service_of(package)
    settings = service.settings()
    logs.configure(service.name, settings.log_level)
    telemetry.configure(service.name, settings.otlp_endpoint)
    return service, settings


def serve(package: str, _argument: str | None) -> None:
    """Answer HTTP."""
    service, settings = begin(package)
    asyncio.run(http_server(service.asgi(settings), settings).serve())


def run_worker(package: str, _argument: str | None) -> None:
    """Send and hear events, keep deadlines; answer probes and Prometheus."""
    service, settings = begin(package)
    asyncio.run(work_beside(probes(), service, settings))


def both(package: str, _argument: str | None) -> None:
    """Do both in one process, for one machine."""
    service, settings = begin(package)
    asyncio.run(work_beside(service.asgi(settings), service, settings))


async def work_beside(app: ASGIApp, service: Service, settings: ServiceSettings) -> None:
    """Answer HTTP and do the work until told to end, or until one of them fails."""
    worker = asyncio.create_task(work(service, settings))
    # The server takes the signal, closes, and raises it again: that must not end the worker half-way.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.cancel)
    server = asyncio.create_task(http_server(app, settings).serve())
    done, _ = await asyncio.wait({worker, server}, return_when=asyncio.FIRST_COMPLETED)
    worker.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await worker
    for task in done:
        if not task.cancelled():
            task.result()


def http_server(app: ASGIApp, settings: ServiceSettings) -> uvicorn.Server:
    """Return the server of one process; the gateway keeps the access log, paths may name a case."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,  # who asks is in the token
        timeout_graceful_shutdown=10,
        ws_max_size=65_536,
    )
    return uvicorn.Server(config)


def migrate(package: str, _argument: str | None) -> None:
    """Bring the database to the newest revision; a job of its own, never at start."""
    migrations.upgrade(package, DatabaseSettings().database_url.get_secret_value())


def revise(package: str, argument: str | None) -> None:
    """Write the next migration."""
    url = DatabaseSettings().database_url.get_secret_value()
    migrations.upgrade(package, url)
    migrations.revise(package, url, argument or "change tables")


def seed(package: str, _argument: str | None) -> None:
    """Fill an empty service with its part of the synthetic city."""
    _service, settings = begin(package)
    asyncio.run(importlib.import_module(f"{package}.seed").seed(settings))


def print_description(package: str, _argument: str | None) -> None:
    """Print what the service answers, refuses, announces and hears."""
    for line in describe(service_of(package)):
        sys.stdout.write(line + "\n")


def announce(package: str, _argument: str | None) -> None:
    """Tell the present state of everything on the state topics once more."""
    service, settings = begin(package)

    async def run() -> int:
        engine, sessions = connect(settings.database_url.get_secret_value())
        count = 0
        try:
            async with sessions.begin() as session:
                outbox = Outbox(session, utc_now())
                for current in service.current:
                    async for event in current(session):
                        outbox.repeat(event)
                        count += 1
        finally:
            await engine.dispose()
        return count

    sys.stdout.write(f"{asyncio.run(run())} announced again\n")


def replay_parked(package: str, topic: str | None) -> None:
    """Try parked events again, in order."""
    service, settings = begin(package)

    async def run() -> tuple[int, int]:
        engine, sessions = connect(settings.database_url.get_secret_value())
        try:
            async with open_http() as http:
                tools = Tools(settings, service.clock(settings), http, vault_of(settings))
                sessions.configure(info={"tools": tools})
                return await replay(sessions, service.consumers.handle, topic)
        finally:
            await engine.dispose()

    gone, left = asyncio.run(run())
    sys.stdout.write(f"{gone} handled, {left} still parked\n")


COMMANDS = {
    "serve": serve,
    "work": run_worker,
    "both": both,
    "migrate": migrate,
    "revise": revise,
    "seed": seed,
    "describe": print_description,
    "announce": announce,
    "replay": replay_parked,
}

if __name__ == "__main__":
    main()
