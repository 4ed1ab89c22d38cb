"""The simulator of the staff platform as one application."""

from fastapi import FastAPI

from simulators.controls import Clock, Controls, application
from simulators.staff import admin, calls, messages, organizations, sign_on, users
from simulators.staff.platform import Platform
from simulators.staff.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """Return a staff platform with its own directory, codes and clock."""
    clock = Clock()
    platform = Platform(settings, clock)
    controls = Controls(settings, platform.restart, clock)
    app = application(
        "浙政钉（模拟）",
        controls,
        sign_on.router,
        users.router,
        organizations.router,
        messages.router,
        admin.router,
    )
    app.state.platform = platform
    app.add_exception_handler(calls.SignatureRefused, calls.signature_refused)
    app.add_exception_handler(calls.CallRefused, calls.call_refused)
    return app
