"""Answers of those who register: checked under the event's lock, kept with the booking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from services.registration.bookings.domain.admission import Admitted, State
from services.registration.bookings.domain.refusal import Fault
from services.registration.bookings.domain.request import BookingRequest, PersonRequest
from services.registration.followers import use_cases as followers
from services.registration.questions import store
from services.registration.questions.cache import QuestionCache
from services.registration.questions.domain import Questions, checked
from services.registration.questions.domain.support import checked_support
from services.registration.questions.support import store as needs
from shared.database.pool import Connection
from shared.errors import FieldError


async def check_answers(
    connection: Connection, cache: QuestionCache, state: State, requests: Sequence[BookingRequest]
) -> None:
    """Write what fits and what is wrong into the requests. An event that asks nothing takes any
    answers, as free notes."""
    questions = await cache.at(connection, state.event.id, state.questions_version)
    for request in requests:
        faults = []
        for index, person in enumerate(request.people):
            path = f"people[{index}]"
            found = _check_answers(questions, person, f"{path}.answers") if questions.items else []
            if person.support is not None:
                person.needed, wrong = checked_support(
                    questions.support, person.support, f"{path}.support_needs"
                )
                found += wrong
            faults += [Fault(f.field, f.reason, f.code) for f in found]
        if not faults:
            continue
        request.faults = tuple(f for f in faults if not _asked_later(request, f))


def _check_answers(questions: Questions, person: PersonRequest, path: str) -> list[FieldError]:
    answers = msgspec.json.decode(person.answers) if person.answers else {}
    possible = tuple(id_ for choice in person.options for id_ in choice)
    person.given, found = checked(questions, answers, possible or person.sessions, path)
    return found


def _asked_later(request: BookingRequest, fault: Fault) -> bool:
    """Who is registered by an employer answers by their own link; nobody answers for them."""
    return request.registered_by is not None and fault.code == "answer-missing"


async def keep_answers(
    connection: Connection, state: State, admitted: Sequence[Admitted], now: datetime
) -> None:
    """Keep the answers of those who were admitted; no statement where nothing was answered."""
    given = [
        (person.id, each)
        for decision in admitted
        for person in decision.request.people
        for each in person.given or ()
    ]
    if given:
        await store.keep_answers(connection, state.event.id, state.event.ends_at, given, now)
    needed = [
        (person.id, person.needed)
        for decision in admitted
        for person in decision.request.people
        if person.needed is not None
    ]
    for decision in admitted:
        request = decision.request
        if request.follows is not None and request.contact_email is not None:
            await followers.ask(
                connection,
                state.event.id,
                request.contact_email,
                request.follows,
                request.locale,
                request.contact_id,
                now,
            )
    if needed:
        await needs.keep_needs(connection, state.event.id, state.event.ends_at, needed, now)
