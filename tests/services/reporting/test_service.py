"""The service as a whole."""

from __future__ import annotations

from tests.services.reporting.facts.logs import event
from tests.services.reporting.live.conftest import Reporting, reporting

__all__ = ["reporting"]


async def test_health_and_metrics_tell_operators_the_age_of_the_figures(
    reporting: Reporting,
) -> None:
    """PostgreSQL alone decides readiness; Kafka away makes the figures old, not the pages gone."""
    await reporting.learn(event())
    answer = await reporting.http.get("/health/ready")
    assert answer.status_code == 200
    body = answer.json()
    assert body["status"] == "degraded"
    assert "kafka" in body["degraded"]
    assert "figures" not in body["degraded"]
    metrics = (await reporting.http.get("/metrics")).text
    assert "auftakt_figures_age_seconds" in metrics
    assert "auftakt_live_streams" in metrics
