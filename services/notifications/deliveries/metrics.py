"""What operators watch of mails, in the registry of the process."""

from __future__ import annotations

from prometheus_client import Gauge

from shared.metrics import PREFIX, REGISTRY

mails = Gauge(
    "mails",
    "Mails by state.",
    ("state",),
    namespace=PREFIX,
    registry=REGISTRY,
)
mails_oldest_open_seconds = Gauge(
    "mails_oldest_open_seconds",
    "How long the oldest mail that is not settled has been required.",
    namespace=PREFIX,
    registry=REGISTRY,
)
