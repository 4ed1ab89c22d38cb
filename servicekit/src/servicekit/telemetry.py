"""Traces and metrics: where time goes, and nothing about whom."""

from opentelemetry import metrics, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response

# What may stand in a span; all else could name a person.
ALLOWED = frozenset(
    {
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "url.scheme",
        "network.protocol.version",
        "server.address",
        "server.port",
        "db.system",
        "db.name",
        "messaging.system",
        "messaging.destination.name",
        "error.type",
    }
)


class Masking(SpanProcessor):
    """Drops every attribute and event that is not known to be harmless, before export."""

    def __init__(self, behind: SpanProcessor) -> None:
        self._behind = behind

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Pass on the beginning of a span."""
        self._behind.on_start(span, parent_context)

    def on_end(self, span: ReadableSpan) -> None:
        """Pass on a span without what may be personal: addresses, statements, messages."""
        kept = {name: value for name, value in (span.attributes or {}).items() if name in ALLOWED}
        span._attributes = kept  # noqa: SLF001 - the SDK has no public way to drop an attribute
        span._events = ()  # noqa: SLF001 - they quote exceptions
        self._behind.on_end(span)

    def shutdown(self) -> None:
        """Send what is left."""
        self._behind.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what is there."""
        return self._behind.force_flush(timeout_millis)


METER = metrics.get_meter("servicekit")
#: Of the work behind a service: what it announced, what became of what it heard, and what it had due.
EVENTS_SENT = METER.create_counter("events.sent", description="Events given to the bus.")
EVENTS_HEARD = METER.create_counter("events.heard", description="Events heard, by topic and outcome.")
DEADLINES_RUN = METER.create_counter("deadlines.run", description="Deadlines that came and were kept.")


def configure(service: str, otlp_endpoint: str = "", exporter: SpanExporter | None = None) -> None:
    """Set up traces and metrics of this process; without an endpoint, traces only link logs."""
    resource = Resource.create({"service.name": service})
    tracer = TracerProvider(resource=resource)
    if exporter is None and otlp_endpoint:
        exporter = OTLPSpanExporter(endpoint=f"{otlp_endpoint.rstrip('/')}/v1/traces")
    if exporter is not None:
        tracer.add_span_processor(Masking(BatchSpanProcessor(exporter)))
    trace.set_tracer_provider(tracer)
    metrics.set_meter_provider(MeterProvider(resource=resource, metric_readers=[PrometheusMetricReader()]))
    AsyncPGInstrumentor().instrument()  # type: ignore[no-untyped-call]
    HTTPXClientInstrumentor().instrument()


async def metrics_page(_request: Request) -> Response:
    """Answer Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
