"""The list as a table for spreadsheets: one line for each person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Person
from services.registration.desk.domain import Filter, entries
from services.registration.desk.words import STATUS_WORDS
from services.registration.events.domain import Event
from services.registration.questions.domain import Answer, Questions
from services.registration.questions.shown import Shown, shown
from services.registration.questions.store import KeptAnswer
from shared.spreadsheets import Table
from shared.web import formats
from shared.web.languages import gettext, mark

KNOWN = ((mark("Name"), 28), (mark("E-Mail"), 30), (mark("Telefon"), 18))
ALWAYS = (
    (mark("Status"), 14),
    (mark("Angebote"), 40),
    (mark("Organisation"), 28),
    (mark("Angemeldet am"), 18),
)
ANSWER_WIDTH = 28
YES, NO = mark("ja"), mark("nein")


@dataclass(slots=True)
class Answers:
    """What an event asks, and what each person answered, by person and question."""

    questions: Questions = field(default_factory=Questions)
    given: dict[tuple[UUID, UUID], Answer] = field(default_factory=dict)

    def add(self, kept: Iterable[KeptAnswer]) -> None:
        """Remember answers to the questions that are asked now."""
        asked = {question.id for question in self.questions.items}
        for each in kept:
            if each.question.id in asked:
                self.given[each.person_id, each.question.id] = each.value


def answers_of(questions: Questions) -> Answers:
    """For what may stand in a file: not what tells something about somebody's health."""
    items = tuple(question for question in questions.items if not question.health)
    return Answers(Questions(questions.version, items))


def table_of(
    event: Event,
    found: list[Booking],
    wanted: Filter,
    organisations: Iterable[tuple[UUID, str]],
    answers: Answers,
    *,
    with_names: bool,
    now: datetime,
) -> Table:
    """What the list shows; names and addresses only where the list has them, too."""
    asked = list(zip(answers.questions.items, shown(answers.questions, event), strict=True))
    columns = [*(KNOWN if with_names else ()), *ALWAYS]
    titles = {session.id: session.title for session in event.sessions}
    names = dict(organisations)

    def rows() -> Iterator[list[str | int]]:
        for entry in entries(found, wanted):
            booking = entry.booking
            company = names.get(booking.organisation_id, "") if booking.organisation_id else ""
            for person in entry.people:
                cells: list[str | int] = _known(booking, person) if with_names else []
                cells += [
                    gettext(STATUS_WORDS[person.status.value]),
                    ", ".join(titles.get(id_, "") for id_ in person.sessions),
                    company,
                    formats.local(booking.created_at, event.time_zone).strftime("%Y-%m-%d %H:%M"),
                ]
                cells += [_said(answers.given.get((person.id, q.id)), s) for q, s in asked]
                yield cells

    return Table(
        title=event.title,
        sheet=gettext(mark("Anmeldungen")),
        headers=[*(gettext(header) for header, _ in columns), *(s.label for _, s in asked)],
        rows=rows(),
        widths=[*(width for _, width in columns), *(ANSWER_WIDTH for _ in asked)],
        created_at=now,
    )


def _known(booking: Booking, person: Person) -> list[str | int]:
    if person.erased_at is not None:
        return ["", "", ""]
    email = person.email or booking.contact_email or ""
    return [person.name or "", email, booking.contact_phone or ""]


def _said(value: Answer, question: Shown) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext(YES if value else NO)
    if isinstance(value, int):
        return value
    labels = dict(question.options)
    if isinstance(value, list):
        return ", ".join(labels.get(each, each) for each in value)
    return labels.get(value, value) if isinstance(value, str) else str(value)
