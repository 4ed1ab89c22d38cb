"""Alembic's entry point of the gateway."""

import gateway
from gateway.db import Base
from servicekit.migrations import run

run(gateway, Base.metadata)
