"""What can be refused about answers."""

from __future__ import annotations

from shared.errors import Refused


class AnswersWithheld(Refused):
    """At an open day of a job centre, agency or insurer nobody of the team reads what visitors
    answered: an answer may say who somebody is."""

    problem_type = "answers-withheld"
    title = "Nobody of the team reads the answers of this event."
