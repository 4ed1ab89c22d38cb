"""Alembic's entry point of svc-kiosk."""

import svc_kiosk
from servicekit.migrations import run
from svc_kiosk.db import Base

run(svc_kiosk, Base.metadata)
