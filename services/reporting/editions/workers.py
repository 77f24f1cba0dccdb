"""The clock: what makes editions without anybody pressing a button."""

from __future__ import annotations

from services.reporting.editions.use_cases import Editions
from shared.worker import Worker


def workers(editions: Editions) -> list[Worker]:
    """One notes due times, one makes what is due; more processes may do the same."""
    return [
        Worker(name="edition-duties", step=editions.note_closed_events, idle_seconds=1.0),
        Worker(name="editions", step=editions.make_due_edition, idle_seconds=1.0),
    ]
