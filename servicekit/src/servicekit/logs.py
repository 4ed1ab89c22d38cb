"""Logs as JSON lines, without what could name a person."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog
from opentelemetry import trace

from servicekit.masking import scrub


def configure(service: str, level: str = "INFO") -> None:
    """Send every log line of this process to standard error as masked JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                traced,
                lambda _logger, _name, event: {**event, "service": service},
                masked,
                structlog.processors.JSONRenderer(
                    serializer=lambda event, **_: orjson.dumps(event, default=str).decode()
                ),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("httpx", "httpcore", "aiokafka", "uvicorn.error", "alembic", "stamina"):
        logging.getLogger(name).setLevel(logging.WARNING)


def traced(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Add the trace in which a line was written."""
    span = trace.get_current_span().get_span_context()
    if span.is_valid:
        event["trace_id"] = f"{span.trace_id:032x}"
    return event


def masked(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Scrub every text and keep of an exception only its class and place."""
    if error := event.pop("exc_info", None):
        kind = error[0] if isinstance(error, tuple) else type(error)
        event["error"] = getattr(kind, "__qualname__", "error")
    for gone in ("stack_info", "exc_text"):
        event.pop(gone, None)
    return {name: scrub(value) if isinstance(value, str) else value for name, value in event.items()}
