"""What bookings of one event should be, worked out the slow and plain way.

No batches, no counters, no SQL: lists that are walked each time. The machine in
`test_bookings_model.py` does the same things here and to the real database and compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product

Choice = tuple[str, ...]
Options = tuple[Choice, ...]
"""What somebody would take, the best first."""

EVENT = "event"
HOLDING = {"confirmed", "offered"}


class Refused(Exception):  # noqa: N818 - says what happened
    """The model would not do it; the message is the kind of refusal."""


@dataclass
class Person:
    """One attendee; `sessions` are names of sessions. `options`: what is waited for."""

    status: str
    sessions: Choice
    expires_at: datetime | None = None
    erased: bool = False
    options: Options = ()


@dataclass
class Booking:
    """People who came together. `email` stands for the address of the contact."""

    people: list[Person]
    together: bool
    email: str | None
    first_counts: bool
    """Whether the first person still stands for the address (not cancelled, not erased)."""

    @property
    def active(self) -> bool:
        """Whether anybody of it holds or waits for a place."""
        return any(person.status != "cancelled" for person in self.people)


@dataclass
class Waiting:
    """People of a booking who wait together; what each of them would take."""

    booking: int
    people: list[int]
    options: list[Options]

    @property
    def wanted(self) -> dict[str, int]:
        """Places that they might take, with the most seats they could need there."""
        return _demand([tuple({name for c in each for name in c}) for each in self.options])


@dataclass
class Model:
    """An event with sessions by name; `clashes` are pairs that nobody can choose together.

    `by_hand`: nobody has a place without a deed of the team.
    """

    capacity: dict[str, int | None]
    clashes: tuple[tuple[str, str], ...]
    waitlist: bool
    offers: bool
    by_hand: bool
    starts_at: datetime
    now: datetime
    bookings: list[Booking] = field(default_factory=list)
    queue: list[Waiting] = field(default_factory=list)
    closed: bool = False
    postponed: bool = False

    def taken(self, place: str) -> int:
        """Seats held, counted person by person."""
        return sum(
            1
            for booking in self.bookings
            for person in booking.people
            if person.status in HOLDING and (place == EVENT or place in person.sessions)
        )

    def fits(self, demand: dict[str, int]) -> bool:
        """Whether all these seats are free."""
        return all(
            (limit := self.capacity[place]) is None or self.taken(place) + seats <= limit
            for place, seats in demand.items()
        )

    def first_free(self, options: Sequence[Options]) -> tuple[Choice, ...] | None:
        """The first combination that fits; the choices of those named first matter most."""
        return next((c for c in product(*options) if self.fits(_demand(c))), None)

    # --- what people do ---

    def register(self, options: Sequence[Options], *, together: bool, email: str | None) -> None:
        """One booking more, or a refusal."""
        self._check_published()
        for each in options:
            self._check_choices(each)
        if email and any(b.first_counts and b.email == email for b in self.bookings):
            raise Refused("already-registered")
        together = together or len(options) == 1
        people = [Person("cancelled", each[0]) for each in options]
        booking = Booking(people, together, email, bool(email))
        number = len(self.bookings)
        self.bookings.append(booking)
        indexes = list(range(len(options)))
        units = [indexes] if together else [[index] for index in indexes]
        new: list[Waiting] = []
        for unit in units:
            wanted = [options[i] for i in unit]
            chosen = self.first_free(wanted)
            if chosen is not None and not self.by_hand:
                self._seat(booking, unit, chosen, "confirmed")
            elif self.waitlist or chosen is not None:
                new.append(Waiting(number, unit, wanted))
        for waiting in new:
            self._set(booking, waiting.people, "waitlisted")
            for index in waiting.people:
                booking.people[index].options = options[index]
            self.queue.append(waiting)
        if not booking.active:
            self.bookings.pop()
            raise Refused("full")
        if booking.people[0].status == "cancelled":
            booking.first_counts = False

    def cancel(self, number: int) -> None:
        """The whole booking."""
        booking = self.bookings[number]
        if not booking.active:
            return
        self._check_open()
        self._release(booking, range(len(booking.people)))
        self.queue = [w for w in self.queue if w.booking != number]
        self._fill()

    def change(self, number: int, wishes: dict[int, Options | None]) -> None:
        """Other sessions for some, None: no part in it any more; all of it or nothing."""
        self._check_open()
        self._change(number, wishes)
        self._fill()

    def change_together(self, wishes: dict[int, dict[int, Options | None]]) -> tuple[int, int]:
        """The same by the team for several bookings, in this order: who can't be changed holds up
        nobody. Returns how many people were changed, and how many were not."""
        self._check_open()
        changed = refused = 0
        for number, wished in wishes.items():
            people = self.bookings[number].people
            meant = {
                index: chosen
                for index, chosen in wished.items()
                if people[index].status != "cancelled" and not people[index].erased
            }
            try:
                if meant:
                    self._change(number, meant)
            except Refused:
                refused += len(meant)
            else:
                changed += len(meant)
        self._fill()
        return changed, refused

    def _change(self, number: int, wishes: dict[int, Options | None]) -> None:
        booking = self.bookings[number]
        for index, chosen in wishes.items():
            if booking.people[index].status == "cancelled" or booking.people[index].erased:
                raise Refused("invalid-fields")
            if chosen is not None:
                self._check_choices(chosen)
        self._rebook(booking, wishes)
        if booking.people[0].status == "cancelled":
            booking.first_counts = False
        self._requeue(number)

    def accept(self, number: int, now: datetime) -> None:
        """Take what is on offer; not while the event has no day."""
        self._check_published()
        for person in self._offered(number, now):
            person.status, person.expires_at = "confirmed", None
        self._fill()

    def decline(self, number: int, now: datetime) -> None:
        """Leave what is on offer to the next."""
        self._check_open()
        booking = self.bookings[number]
        offered = self._offered(number, now)
        self._release(booking, [i for i, p in enumerate(booking.people) if p in offered])
        self._fill()

    def give(self, number: int, people: Sequence[int]) -> None:
        """The team gives places to some of a booking who wait, if they fit."""
        self._check_published()
        for waiting in self._waiting(number, people):
            chosen = self.first_free(waiting.options)
            if chosen is not None:
                self._promote(waiting, chosen)
        self._fill()

    def turn_down(self, number: int, people: Sequence[int]) -> None:
        """The team has no place for some of a booking who wait."""
        self._check_open()
        booking = self.bookings[number]
        self._release(booking, [i for i in people if booking.people[i].status == "waitlisted"])
        self._requeue(number)
        self._fill()

    def let_first(self, number: int, people: Sequence[int]) -> None:
        """The team wants some of a booking who wait to be the next."""
        self._check_published()
        if self.by_hand:
            raise Refused("nobody-moves-up")
        first = self._waiting(number, people)
        self.queue = first + [waiting for waiting in self.queue if waiting not in first]

    def expire(self, now: datetime) -> None:
        """Offers nobody took in time go to the next, unless the event is over or has no day."""
        if self.closed or self.postponed:
            return
        found = False
        for booking in self.bookings:
            gone = [i for i, p in enumerate(booking.people) if _has_expired(p, now)]
            found = found or bool(gone)
            self._release(booking, gone)
        if found:
            self._fill()

    def erase(self, number: int, people: Sequence[int]) -> None:
        """Forget people; before the event they give up what they hold."""
        booking = self.bookings[number]
        fresh = [i for i in people if not booking.people[i].erased]
        if not fresh:
            return
        if not (self.closed or self.postponed):
            self._release(booking, fresh)
        for index in fresh:
            booking.people[index].erased = True
        if 0 in fresh:
            booking.first_counts = False
        if all(person.erased for person in booking.people) or len(booking.people) == 1:
            booking.email = None
        if all(person.erased for person in booking.people):
            self.queue = [w for w in self.queue if w.booking != number]
        self._requeue(number)
        self._fill()

    def resize(self, place: str, capacity: int | None) -> None:
        """As many seats as that from now on; never fewer than are taken."""
        self.capacity[place] = capacity
        self._fill()

    def close(self) -> None:
        """What is on offer ends; nothing moves after that."""
        self.closed = True
        for booking in self.bookings:
            offered = [i for i, p in enumerate(booking.people) if p.status == "offered"]
            self._release(booking, offered)

    def postpone(self) -> None:
        """No day for now; everybody keeps what they have, offers too."""
        self.postponed = True

    def move(self) -> None:
        """There is a day again: offers stand as long as new ones, who waits and fits moves up."""
        self.postponed = False
        for booking in self.bookings:
            for person in booking.people:
                if person.status == "offered":
                    person.expires_at = self._offered_until()
        self._fill()

    # --- parts ---

    def _offered_until(self) -> datetime:
        return min(self.now + timedelta(hours=24), max(self.starts_at, self.now))

    def _fill(self) -> None:
        """First come, first served; who doesn't fit keeps the place in the queue."""
        if self.closed or self.postponed or self.by_hand:
            return
        for waiting in list(self.queue):
            chosen = self.first_free(waiting.options)
            if chosen is not None:
                self._promote(waiting, chosen)

    def _promote(self, waiting: Waiting, chosen: tuple[Choice, ...]) -> None:
        booking = self.bookings[waiting.booking]
        self.queue.remove(waiting)
        offer = self.offers and booking.email is not None
        self._seat(booking, waiting.people, chosen, "offered" if offer else "confirmed")
        if offer:
            for index in waiting.people:
                booking.people[index].expires_at = self._offered_until()

    def _waiting(self, number: int, people: Sequence[int]) -> list[Waiting]:
        return [w for w in self.queue if w.booking == number and set(people) & set(w.people)]

    def _rebook(self, booking: Booking, wishes: dict[int, Options | None]) -> None:
        """All wishes at once: who holds a place holds nothing while it is looked for the new."""
        before = [(p.status, p.sessions, p.expires_at, p.options) for p in booking.people]
        kept: dict[int, str] = {}
        for index, chosen in wishes.items():
            person = booking.people[index]
            if chosen is None:
                self._release(booking, [index])
                continue
            if person.status in HOLDING:
                kept[index], person.status = person.status, "between"
            else:
                person.sessions, person.options = chosen[0], chosen
        found = self.first_free([wishes[i] or () for i in kept])
        if found is None:
            for person, was in zip(booking.people, before, strict=True):
                person.status, person.sessions, person.expires_at, person.options = was
            raise Refused("full")
        for (index, status), sessions in zip(kept.items(), found, strict=True):
            booking.people[index].status, booking.people[index].sessions = status, sessions

    def _requeue(self, number: int) -> None:
        """Who wants less keeps the place, who wants something else goes to the end."""
        booking = self.bookings[number]
        waits = [i for i, p in enumerate(booking.people) if p.status == "waitlisted"]
        groups = ([waits] if waits else []) if booking.together else [[i] for i in waits]
        moved = []
        for waiting in [w for w in self.queue if w.booking == number]:
            group = next((g for g in groups if g[0] in waiting.people), None)
            if group is None:
                self.queue.remove(waiting)
                continue
            new = Waiting(number, group, [booking.people[i].options for i in group])
            if all(waiting.wanted.get(place, 0) >= seats for place, seats in new.wanted.items()):
                waiting.people, waiting.options = group, new.options
            else:
                self.queue.remove(waiting)
                moved.append(new)
        self.queue += moved

    def _release(self, booking: Booking, indexes: Sequence[int] | range) -> None:
        self._set(booking, indexes, "cancelled")
        for index in indexes:
            booking.people[index].expires_at = None
            booking.people[index].options = ()
        if 0 in indexes:
            booking.first_counts = False

    def _set(self, booking: Booking, indexes: Sequence[int] | range, status: str) -> None:
        for index in indexes:
            booking.people[index].status = status

    def _seat(
        self, booking: Booking, indexes: Sequence[int], chosen: tuple[Choice, ...], status: str
    ) -> None:
        self._set(booking, indexes, status)
        for index, sessions in zip(indexes, chosen, strict=True):
            booking.people[index].sessions, booking.people[index].options = sessions, ()

    def _offered(self, number: int, now: datetime) -> list[Person]:
        offered = [
            p
            for p in self.bookings[number].people
            if p.status == "offered" and not _has_expired(p, now)
        ]
        if not offered:
            raise Refused("no-offer")
        return offered

    def _check_open(self) -> None:
        if self.closed:
            raise Refused("registration-closed")

    def _check_published(self) -> None:
        if self.closed or self.postponed:
            raise Refused("registration-closed")

    def _check_choices(self, options: Options) -> None:
        if any(a in chosen and b in chosen for chosen in options for a, b in self.clashes):
            raise Refused("invalid-fields")


def _demand(choices: Sequence[Choice]) -> dict[str, int]:
    demand = {EVENT: len(choices)}
    for chosen in choices:
        for session in chosen:
            demand[session] = demand.get(session, 0) + 1
    return demand


def _has_expired(person: Person, now: datetime) -> bool:
    return person.status == "offered" and person.expires_at is not None and person.expires_at <= now
