"""The simulator of the data sources as one application."""

from fastapi import FastAPI

from simulators.controls import Clock, Controls, application
from simulators.sources import admin, calls, shared
from simulators.sources.platform import Platform
from simulators.sources.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """Return a sharing platform with its own records, secrets and clock."""
    clock = Clock()
    platform = Platform(settings, clock)
    controls = Controls(settings, platform.restart, clock)
    app = application("数据共享（模拟）", controls, shared.router, admin.router)
    app.state.platform = platform
    app.add_exception_handler(calls.CallRefused, calls.call_refused)
    return app
