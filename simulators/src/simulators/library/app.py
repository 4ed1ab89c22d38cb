"""The simulator of the library as one application."""

from fastapi import FastAPI

from simulators.controls import Clock, Controls, application
from simulators.library import admin, directory
from simulators.library.settings import Settings
from simulators.library.shelf import NoSuchRow, Shelf
from simulators.sources import calls


def create_app(settings: Settings) -> FastAPI:
    """Return a library with its own rows, secrets and clock."""
    clock = Clock()
    shelf = Shelf(settings, clock)
    controls = Controls(settings, shelf.restart, clock)
    app = application("权力事项库（模拟）", controls, directory.router, admin.router)
    app.state.shelf = shelf
    app.add_exception_handler(calls.CallRefused, calls.call_refused)
    app.add_exception_handler(NoSuchRow, admin.no_such_row)
    return app
