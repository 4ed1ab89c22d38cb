"""Alembic's entry point of svc-hallmetrics."""

import svc_hallmetrics
from servicekit.migrations import run
from svc_hallmetrics.db import Base

run(svc_hallmetrics, Base.metadata)
