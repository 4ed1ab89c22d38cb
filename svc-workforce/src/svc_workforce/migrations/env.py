"""Alembic's entry point of svc-workforce."""

import svc_workforce
from servicekit.migrations import run
from svc_workforce.db import Base

run(svc_workforce, Base.metadata)
