"""Alembic's entry point of svc-map."""

import svc_map
from servicekit.migrations import run
from svc_map.db import Base

run(svc_map, Base.metadata)
