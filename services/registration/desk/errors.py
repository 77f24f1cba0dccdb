"""What the desk refuses, and the problem type it becomes."""

from __future__ import annotations

from shared.errors import Refused


class VisitorsStayUnknown(Refused):
    """At an open day of a job centre, agency or insurer staff register nobody themselves: give
    visitor cards or let people register on their own."""

    problem_type = "visitors-stay-unknown"
    title = "Staff can't register visitors of this event."


class TooManyToWriteTo(Refused):
    """One message reaches a limited number of people: limit the list."""

    problem_type = "too-many-recipients"
    title = "These are too many recipients for one message."


class TooManyMessages(Refused):
    """An event writes to its people a few times a day at most."""

    problem_type = "too-many-messages"
    title = "This event has sent enough messages for today."


class TooManyChosen(Refused):
    """One deed is meant for a limited number of people: limit the list."""

    problem_type = "too-many-chosen"
    title = "These are too many people at once."


class TooManyToTakeAway(Refused):
    """A file holds a limited number of people: limit the list."""

    problem_type = "too-many-to-take-away"
    title = "These are too many people for one file."


class SelectionChanged(Refused):
    """Since it was looked at, others have come or gone; `count`: how many it is meant for now."""

    problem_type = "selection-changed"
    title = "The number of people meant is another than expected."

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} people now")
        self.count = count


class NobodyToWriteTo(Refused):
    """Nobody of those chosen has left an address."""

    problem_type = "nobody-to-write-to"
    title = "Nobody among them has left an e-mail address."


class NothingToTell(Refused):
    """This call isn't owed: nobody has to be told, or something newer than the page has."""

    problem_type = "nothing-to-tell"
    title = "There is no such call to make."


class NobodyChosen(Refused):
    """Of a party somebody has to be ticked."""

    problem_type = "nobody-chosen"
    status = 422
    title = "Nobody was chosen."


class NoCard(Refused):
    """Cards are for people whom no mail reaches, and not where staff learn nobody's code."""

    problem_type = "no-card"
    title = "There is no card for this registration."
