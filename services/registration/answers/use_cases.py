"""What can be done with answers once they are given."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.registration.answers import store
from services.registration.answers.domain import Kept, Respondent, Tally, changed, tallies
from services.registration.answers.errors import AnswersWithheld
from services.registration.bookings.domain.booking import Booking, Person, Status
from services.registration.bookings.errors import RegistrationClosed
from services.registration.bookings.store.events import LockedEvents
from services.registration.bookings.use_cases import Bookings
from services.registration.bookings.use_cases.change import Change, open_booking
from services.registration.bookings.use_cases.noting import Note
from services.registration.events.domain import Event
from services.registration.events.policy import ORGANIZING_TEAM, PLANS, may, require_at_event
from services.registration.questions import store as questions_store
from services.registration.questions.domain import Answer, Questions
from services.registration.questions.domain.support import SupportWish, checked_support
from services.registration.questions.store import KeptAnswer
from services.registration.questions.support import store as support_store
from services.registration.questions.support.store import KeptNeed
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import FieldError, InvalidFields, WrongRole
from shared.web.principal import Principal

__all__ = ["Answers", "KeptAnswer", "Needing", "Own", "Seen"]

PEOPLE_MAX = 5_000
"""People in one list or file."""


@dataclass(frozen=True, slots=True)
class Own:
    """The people of a booking with what the event asks and what each answered."""

    questions: Questions
    people: Sequence[tuple[Person, Sequence[KeptAnswer]]]
    needs: Mapping[UUID, KeptNeed]


@dataclass(frozen=True, slots=True)
class Seen:
    """An event's answers as a member of its team sees them."""

    event: Event
    note: Note
    with_names: bool
    questions: Questions

    def may(self, roles: frozenset[str]) -> bool:
        """Whether who asks holds one of `roles` here."""
        return may(self.note.principal, self.event, roles, self.note.now)


Needing = list[tuple[Respondent, KeptNeed]]


class Answers:
    """The use cases, with what they need."""

    def __init__(self, pool: Pool, clock: Clock, bookings: Bookings) -> None:
        self._pool = pool
        self._clock = clock
        self._bookings = bookings
        self._events = LockedEvents()

    async def own(self, booking: Booking) -> Own:
        """What the people of a booking answered, for themselves."""
        people = [p for p in booking.people if p.erased_at is None]
        async with connection(self._pool) as lent:
            questions = await questions_store.read_questions(lent, booking.event_id)
            kept = await questions_store.answers_of(lent, [p.id for p in people])
            needs = await support_store.needs_of(lent, [p.id for p in people])
        given = [(p, [k for k in kept if k.person_id == p.id]) for p in people]
        return Own(questions, given, needs)

    async def change(
        self,
        booking_id: UUID,
        sent: Mapping[UUID, Mapping[str, Answer]],
        support: Mapping[UUID, SupportWish | None] | None = None,
    ) -> None:
        """People answer anew or take something back (null); all of it or nothing.

        `support`: what they need from now on; None, or nothing, takes it back. After the end of
        the event, or when the booking is cancelled, answers can only be taken back. Raises
        NotFound, InvalidFields, RegistrationClosed.
        """
        now = self._clock()
        async with transaction(self._pool) as lent:
            change, booking = await open_booking(lent, self._events, booking_id, now)
            questions = await questions_store.read_questions(lent, booking.event_id)
            known = {p.id: p for p in booking.people if p.erased_at is None}
            faults: list[FieldError] = []
            for index, (person_id, answers) in enumerate(sent.items()):
                person = known.get(person_id)
                if person is None:
                    reason = "nobody of this booking"
                    faults.append(FieldError(f"people[{index}].id", reason, "unknown-person"))
                    continue
                wish = (support or {}).get(person_id)
                over = now >= change.event.ends_at or person.status is Status.CANCELLED
                adds = any(value not in (None, False) for value in answers.values())
                if over and (adds or (wish is not None and wish.says_something)):
                    raise RegistrationClosed
                path = f"people[{index}].answers"
                faults += await self._change(lent, questions, change, person, answers, path)
                if support is not None and person_id in support:
                    path = f"people[{index}].support_needs"
                    faults += await _change_needs(lent, questions, change, person_id, wish, path)
            if faults:
                raise InvalidFields(faults)

    async def _change(  # noqa: PLR0917 - the parts of one step
        self,
        lent: Connection,
        questions: Questions,
        change: Change,
        person: Person,
        answers: Mapping[str, Answer],
        path: str,
    ) -> list[FieldError]:
        kept = await questions_store.answers_of(lent, [person.id])
        known = [Kept(k.question, k.value) for k in kept]
        found = changed(questions, known, answers, person.sessions, path)
        if not found.faults:
            await questions_store.withdraw(lent, person.id, list(found.drop))
            given = [(person.id, each) for each in found.add]
            await questions_store.keep_answers(
                lent, change.event.id, change.event.ends_at, given, change.now
            )
        return found.faults

    async def see(self, principal: Principal, event_id: UUID, roles: frozenset[str]) -> Seen:
        """The event and what it asks, for its team. Raises NotFound, WrongRole."""
        reading = self._bookings.reading
        event = await reading.event(event_id)
        now = self._clock()
        require_at_event(principal, event, roles, now)
        async with connection(self._pool) as lent:
            questions = await questions_store.read_questions(lent, event_id)
        with_names = await reading.names_readable(event)
        return Seen(event, Note(principal, event, now), with_names, questions)

    async def everybody(self, seen: Seen) -> list[Respondent]:
        """Who answered what; raises AnswersWithheld."""
        if await self._bookings.reading.visitors_stay_unknown(seen.event):
            raise AnswersWithheld
        async with connection(self._pool) as lent:
            return await store.respondents(lent, seen.event.id, PEOPLE_MAX)

    async def counted(self, seen: Seen) -> tuple[int, list[Tally]]:
        """How many people there are, and how each question was answered; what people wrote is for
        those who plan the event, the rest of the team gets numbers. Raises AnswersWithheld."""
        people = await self.everybody(seen)
        found = tallies(seen.questions, people)
        if not seen.may(PLANS):
            found = [dataclasses.replace(tally, texts=()) for tally in found]
        return len(people), found

    async def taken_away(self, seen: Seen, format_: str) -> list[Respondent]:
        """The same for a file; it is noted who took it. Raises AnswersWithheld."""
        found = await self.everybody(seen)
        async with transaction(self._pool) as lent:
            await seen.note.write(
                lent, "answers.exported", seen.event.id, count=len(found), format=format_
            )
        return found

    async def needs(self, principal: Principal, event_id: UUID) -> tuple[Event, Needing]:
        """Who needs what support, for exactly those whom the event names; not for
        administrators either. Whoever is named later sees only what is said from then on: the
        consent was about others. Raises NotFound, WrongRole."""
        seen = await self.see(principal, event_id, ORGANIZING_TEAM)
        support = seen.questions.support
        if support is None or principal.staff_id not in support.seen_by:
            raise WrongRole
        async with connection(self._pool) as lent:
            found = await store.needing(lent, event_id, principal.staff_id, PEOPLE_MAX)
        if not seen.with_names:
            found = [(dataclasses.replace(who, name=None), need) for who, need in found]
        return seen.event, found

    async def needs_counted(self, seen: Seen) -> dict[str, int] | None:
        """How many people need what, for the rest of the team; None: it isn't asked for."""
        if seen.questions.support is None:
            return None
        async with connection(self._pool) as lent:
            return await store.count_needs(lent, seen.event.id)


async def _change_needs(  # noqa: PLR0917 - the parts of one step
    lent: Connection,
    questions: Questions,
    change: Change,
    person_id: UUID,
    wish: SupportWish | None,
    path: str,
) -> list[FieldError]:
    needed, faults = checked_support(questions.support, wish, path)
    if faults:
        return faults
    if needed is None:
        await support_store.forget(lent, [person_id], change.now)
        return []
    given = [(person_id, needed)]
    await support_store.keep_needs(lent, change.event.id, change.event.ends_at, given, change.now)
    return []
