"""What can be refused to company contacts and their colleagues."""

from __future__ import annotations

from shared.errors import Refused


class NamesNotKept(Refused):
    """The event doesn't know its visitors by name, so nobody can keep a list of them."""

    problem_type = "names-not-kept"
    title = "This event keeps no names; please let everyone register alone."


class HasBegun(Refused):
    """Lists stay as they are from the start of the event on: a change would tell who came."""

    problem_type = "event-has-begun"
    title = "The event has begun; the list stays as it is."


class AlreadyTakenOver(Refused):
    """Somebody has taken over this place with the link that was handed on."""

    problem_type = "already-taken-over"
    title = "This place has been taken over already."


class StillWaiting(Refused):
    """Who waits chooses sessions once there is a place.

    Who wants more while waiting goes to the end of the list, and with `all_or_none` so would the
    whole company."""

    problem_type = "still-waiting"
    title = "Sessions can be chosen once there is a place."
