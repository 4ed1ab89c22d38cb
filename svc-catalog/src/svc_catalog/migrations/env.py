"""Alembic's entry point of svc-catalog."""

import svc_catalog
from servicekit.migrations import run
from svc_catalog.db import Base

run(svc_catalog, Base.metadata)
