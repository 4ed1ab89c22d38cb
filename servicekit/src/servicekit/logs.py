"""Logs as JSON lines, without what could name a person."""

import copy
import logging
import sys
import threading
from collections.abc import Mapping, MutableMapping
from datetime import date
from types import TracebackType
from typing import Any

import orjson
import structlog
from opentelemetry import trace

from servicekit.door import where
from servicekit.masking import scrub

QUIET = ("httpx", "httpcore", "aiokafka", "uvicorn.error", "alembic", "stamina")
# They like to bring handlers of their own, past which nothing is masked.
ROUTED = ("uvicorn", "uvicorn.error", "uvicorn.access", "sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool")
LONGEST_CHAIN = 8
LARGEST_NUMBER = 2**63  # beyond it JSON writers give up


def configure(service: str, level: str = "INFO") -> None:
    """Send every log line, warning and crash of this process to standard error as masked JSON."""
    handler = Lines(sys.stderr)
    handler.setFormatter(
        Nameless(
            foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                masked,
                # After the masking: their digits are no numbers.
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                traced,
                lambda _logger, _name, event: {**event, "service": service},
                structlog.processors.JSONRenderer(serializer=lambda event, **_: orjson.dumps(event).decode()),
            ],
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ROUTED:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = crashed
    threading.excepthook = lambda said: crashed(said.exc_type, said.exc_value, said.exc_traceback)
    sys.unraisablehook = lambda said: crashed(said.exc_type, said.exc_value, said.exc_traceback)


class Lines(logging.StreamHandler[Any]):
    """Writes lines; of one that cannot be written only its place is told."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name of logging
        """Say where a broken log call stands: the standard answer would print its arguments."""
        place = f"{record.module}:{record.lineno}"
        line = {"event": f"a log line could not be written: {place}", "level": "error", "logger": record.name}
        self.stream.write(orjson.dumps(line).decode() + self.terminator)


class Nameless(structlog.stdlib.ProcessorFormatter):
    """Formats records in whose arguments exceptions stand by class: their messages quote input."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        record = copy.copy(record)
        if isinstance(record.msg, BaseException):
            record.msg = type(record.msg).__qualname__
        if isinstance(record.args, tuple):
            record.args = tuple(_named(argument) for argument in record.args)
        elif isinstance(record.args, Mapping):
            record.args = {key: _named(argument) for key, argument in record.args.items()}
        return super().format(record)


def traced(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Add the trace in which a line was written."""
    span = trace.get_current_span().get_span_context()
    if span.is_valid:
        event["trace_id"] = f"{span.trace_id:032x}"
    return event


def masked(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Scrub everything, however deep, and keep of exceptions only their classes and places."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    for gone in ("stack_info", "stack", "exc_text", "exception"):
        event.pop(gone, None)
    if event.get("logger") == "asyncio":
        # The rest quotes tasks, arguments of callbacks and exceptions.
        event["event"] = str(event["event"]).partition("\n")[0].partition("(")[0]
    clean: dict[str, Any] = {scrub(key): _scrubbed(value) for key, value in event.items()}
    if isinstance(error, BaseException):
        clean["error"] = where(error)
        if causes := _causes(error):
            clean["causes"] = causes
    return clean


def crashed(kind: type[BaseException], error: BaseException | None, traceback: TracebackType | None) -> None:
    """Log what nobody caught."""
    if error is None or issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error or kind(), traceback)
        return
    logging.getLogger("crash").critical("crashed", exc_info=(kind, error, traceback))


def _named(value: Any) -> Any:
    return type(value).__qualname__ if isinstance(value, BaseException) else value


def _scrubbed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {scrub(str(key)): _scrubbed(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_scrubbed(inner) for inner in value]
    if value is None or isinstance(value, bool | float | date):
        return value
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    shown = scrub(str(_named(value)).encode(errors="replace").decode())
    is_harmless = isinstance(value, int) and abs(value) < LARGEST_NUMBER and shown == str(value)
    return value if is_harmless else shown


def _causes(error: BaseException) -> list[str]:
    """Name what led to an error, and what a group of errors holds."""
    found: list[str] = []
    waiting = [error]
    while waiting and len(found) < LONGEST_CHAIN:
        now = waiting.pop(0)
        inner = [now.__cause__ or (None if now.__suppress_context__ else now.__context__)]
        inner += now.exceptions if isinstance(now, BaseExceptionGroup) else ()
        waiting += [one for one in inner if one]
        found += [where(one) for one in inner if one]
    return found
