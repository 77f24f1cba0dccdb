"""What the organizing team does with a collection, and what the end of the event does with it."""

from services.registration.ideas.use_cases.forgetting import event_forgotten
from services.registration.ideas.use_cases.team import Ideas, Overview

__all__ = ["Ideas", "Overview", "event_forgotten"]
