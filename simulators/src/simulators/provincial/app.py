"""The provincial simulator as one application."""

from fastapi import FastAPI

from simulators.controls import Clock, Controls, application
from simulators.provincial import admin, bridge, classic, irs, login
from simulators.provincial.province import Province
from simulators.provincial.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """Return a province with its own accounts, tickets and clock."""
    clock = Clock()
    province = Province(settings, clock)
    controls = Controls(settings, province.restart, clock)
    app = application(
        "浙里办（模拟）",
        controls,
        login.router,
        classic.router,
        irs.router,
        bridge.router,
        admin.router,
    )
    app.state.province = province
    app.add_exception_handler(irs.SignatureRefused, irs.signature_refused)
    return app
