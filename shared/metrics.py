"""What operators watch: one registry, every metric named here."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

REGISTRY = CollectorRegistry(auto_describe=True)
PREFIX = "auftakt"
CONTENT_TYPE = CONTENT_TYPE_LATEST

requests = Histogram(
    "request_seconds",
    "Time to answer a request, by route template.",
    ("service", "route", "method", "status"),
    namespace=PREFIX,
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
outbox_depth = Gauge(
    "outbox_depth",
    "Messages committed but not yet in Kafka (counted up to 100,000).",
    ("service",),
    namespace=PREFIX,
    registry=REGISTRY,
)
outbox_oldest_seconds = Gauge(
    "outbox_oldest_seconds",
    "Age of the oldest message not yet in Kafka.",
    ("service",),
    namespace=PREFIX,
    registry=REGISTRY,
)
relay_leader = Gauge(
    "relay_leader",
    "1 in the process whose relay leads.",
    ("service",),
    namespace=PREFIX,
    registry=REGISTRY,
)
relayed = Counter(
    "relayed_messages",
    "Messages moved from the outbox to Kafka.",
    ("service", "topic"),
    namespace=PREFIX,
    registry=REGISTRY,
)
relay_failures = Counter(
    "relay_failures",
    "Rounds of the relay that failed and are tried again.",
    ("service", "error"),
    namespace=PREFIX,
    registry=REGISTRY,
)
consumer_lag = Gauge(
    "consumer_lag",
    "Records of a topic that a group has not yet applied.",
    ("group", "topic"),
    namespace=PREFIX,
    registry=REGISTRY,
)
consumed = Counter(
    "consumed_records",
    "Records of a topic that a group has applied.",
    ("group", "topic"),
    namespace=PREFIX,
    registry=REGISTRY,
)
consumer_retries = Counter(
    "consumer_retries",
    "Batches that failed and were tried again in place.",
    ("group", "error"),
    namespace=PREFIX,
    registry=REGISTRY,
)
dead_letters = Counter(
    "dead_letters",
    "Records a group could not apply.",
    ("group", "topic", "reason"),
    namespace=PREFIX,
    registry=REGISTRY,
)
worker_failures = Counter(
    "worker_failures",
    "Steps of a worker that failed and are tried again.",
    ("service", "worker", "error"),
    namespace=PREFIX,
    registry=REGISTRY,
)
deliveries = Counter(
    "deliveries",
    "Mails by the state they reached.",
    ("kind", "state"),
    namespace=PREFIX,
    registry=REGISTRY,
)
admission_batch = Histogram(
    "admission_batch_requests",
    "Requests decided in one transaction.",
    namespace=PREFIX,
    registry=REGISTRY,
    buckets=(1, 2, 5, 10, 25, 50, 100, 250, 500),
)
admission_queue = Gauge(
    "admission_queue_requests",
    "Requests waiting for admission in this process.",
    namespace=PREFIX,
    registry=REGISTRY,
)
streams = Gauge(
    "live_streams",
    "Open live streams (SSE).",
    namespace=PREFIX,
    registry=REGISTRY,
)


def render() -> bytes:
    """The registry in Prometheus' text format."""
    return generate_latest(REGISTRY)
