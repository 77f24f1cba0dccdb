"""What can't be printed, and why."""

from __future__ import annotations

from shared.errors import Refused


class NamesWithheld(Refused):
    """Badges need names that this organizing team may read (design §4)."""

    problem_type = "names-withheld"
    status = 409
    title = "Nobody of the organizing team may read the names of this event."


class NobodyListed(Refused):
    """Nothing that the event knows of its visitors may stand on a list."""

    problem_type = "nobody-listed"
    status = 409
    title = "This event keeps no list of who comes."


class NothingToPrint(Refused):
    """Nobody has a place yet, or nothing is in the programme."""

    problem_type = "nothing-to-print"
    status = 409
    title = "There is nothing to print yet."


class TooManyPeople(Refused):
    """More people than one list can hold."""

    problem_type = "too-many-people"
    status = 409
    title = "The event has more people than a list can hold."


class NotAttended(Refused):
    """A certificate says that somebody was there; nobody has seen this person's ticket yet."""

    problem_type = "not-attended"
    status = 409
    title = "This ticket has not been read at the entrance."


class NotOnesOwn(Refused):
    """Certificates are for the person alone; this registration is for others, or made by others."""

    problem_type = "not-ones-own"
    status = 409
    title = "A certificate is only for the person it is about."
