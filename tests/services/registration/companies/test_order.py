"""The order of a list: pure, for any capacities, with people taken out and replaced."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from services.registration.bookings.domain.admission import Admitted, State, decide
from services.registration.bookings.domain.booking import Booking, Fill, Person, Status
from services.registration.bookings.domain.changes import release
from services.registration.bookings.domain.event import Event
from services.registration.bookings.domain.places import Place, Places, demand_of, take
from services.registration.bookings.domain.replacing import put_instead
from services.registration.bookings.domain.request import BookingRequest, PersonRequest
from services.registration.bookings.domain.waitlist import Waiting, fill
from services.registration.companies.domain import Standing, employees_of
from tests.services.registration.house import NOW

EVENT = UUID(int=1)
MOVES = st.lists(
    st.tuples(st.sampled_from(["out", "replace", "raise"]), st.integers(0, 11)), max_size=12
)


def event() -> Event:
    """With a waitlist, open now; its places are given apart."""
    return Event(
        id=EVENT,
        version=1,
        status="published",
        capacity=None,
        waitlist=True,
        promotion="automatic",
        identity="named",
        starts_at=NOW + timedelta(days=1),
        ends_at=NOW + timedelta(days=1, hours=2),
        opens_at=None,
        closes_at=NOW + timedelta(hours=1),
        sessions={},
    )


def admitted(size: int, places: Places) -> Booking:
    """A list of that size, decided; takes what it gets from `places`."""
    people = tuple(PersonRequest(id=UUID(int=100 + n), name=f"Nr {n}") for n in range(size))
    request = BookingRequest(id=UUID(int=2), people=people, fill=Fill.AS_MANY_AS_FIT)
    [decision] = decide(State(event(), places), [request], NOW)
    assert isinstance(decision, Admitted)
    kept = [
        Person(person.id, number, status, (), NOW, name=person.name)
        for number, (person, status) in enumerate(zip(people, decision.statuses, strict=True), 1)
    ]
    for person in kept:
        if person.status is Status.CONFIRMED:
            take(places, demand_of(EVENT, [()]))
    return Booking(request.id, EVENT, 1, Fill.AS_MANY_AS_FIT, "de", NOW, NOW, kept)


def promote(booking: Booking, places: Places) -> None:
    """What the end of every transaction does: the first who wait and fit come in."""
    waiting = [
        Waiting(number, booking.id, (person.id,), demand_of(EVENT, [()]))
        for number, person in enumerate(booking.people)
        if person.status is Status.WAITLISTED
    ]
    for unit in fill(EVENT, places, waiting):
        person = booking.person(unit.person_ids[0])
        assert person is not None
        person.status = Status.CONFIRMED


def standings(booking: Booking) -> list[Standing]:
    """As the contact reads them, without those who were taken out."""
    read = [employee.standing for employee in employees_of([booking])]
    return [standing for standing in read if standing is not Standing.NOT_REGISTERED]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 12), st.one_of(st.none(), st.integers(0, 14)), MOVES)
def test_places_go_in_the_order_of_the_list_and_who_replaces_somebody_has_their_place(
    size: int, capacity: int | None, moves: list[tuple[str, int]]
) -> None:
    """Nobody waits before somebody registered, and no place stays free while somebody waits."""
    places: Places = {EVENT: Place(capacity)}
    booking = admitted(size, places)
    for move, number in moves:
        person = booking.people[number % len(booking.people)]
        if move == "out":
            release(places, EVENT, [person], NOW)
        elif move == "replace" and person.status is not Status.CANCELLED:
            before, at = person.status, booking.people.index(person)
            other = PersonRequest(id=UUID(int=1000 + len(booking.people)), name="Neu")
            new = put_instead(places, booking, person, other, NOW)
            assert (new.status, booking.people.index(new)) == (before, at)
        elif move == "raise" and capacity is not None:
            places[EVENT].capacity = (places[EVENT].capacity or 0) + 1
        promote(booking, places)
        read = standings(booking)
        assert read == sorted(read, key=[Standing.REGISTERED, Standing.WAITING].index)
        registered = read.count(Standing.REGISTERED)
        room = places[EVENT].capacity
        assert registered == (len(read) if room is None else min(len(read), room))
