"""What planning can refuse, and why."""

from __future__ import annotations

from shared.errors import Refused


class EventOver(Refused):
    """A closed or cancelled event, or one whose end has passed, changes no more."""

    problem_type = "event-over"
    status = 409
    title = "The event is over."


class NotPublished(Refused):
    """Only a published event can be closed."""

    problem_type = "not-published"
    status = 409
    title = "The event is not published."


class SessionOver(Refused):
    """What has been can't be called off."""

    problem_type = "session-over"
    status = 409
    title = "The session is over."


class SessionInUse(Refused):
    """A session can't be taken away: people have chosen it, wait for it or were there."""

    problem_type = "session-in-use"
    status = 409
    title = "The session can't be removed any more."


class ChangedMeanwhile(Refused):
    """Somebody else changed the event since it was read; nothing was overwritten."""

    problem_type = "changed-meanwhile"
    status = 409
    title = "The event was changed meanwhile."
