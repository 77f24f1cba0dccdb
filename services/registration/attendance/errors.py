"""What the door can refuse, and why. Most things at a door are advice, not refusals."""

from __future__ import annotations

from shared.errors import Refused


class UploadOver(Refused):
    """Devices may upload until 30 days after the event (design §5)."""

    problem_type = "upload-over"
    status = 409
    title = "Scans of this event are no longer taken."


class NotYetPublished(Refused):
    """A draft has no door."""

    problem_type = "not-published"
    status = 409
    title = "The event is not published."
