"""Time slots of a session: one person has one of them, whoever asks and however."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Fill, Person, Status
from services.registration.bookings.domain.changes import Wish, rebook
from services.registration.bookings.domain.choice import choice_faults, option_faults
from services.registration.bookings.domain.event import Event, Session
from shared.ids import new_id
from tests.services.registration.bookings.crowds import DAY, NOW, empty_places, make_event


def divided() -> tuple[Event, list[UUID], UUID]:
    """A check-up in four slots and a talk at the end; the slots by id, then the talk."""
    whole = new_id()
    slots = [_session("Messen", i * 15, slot_of=whole) for i in range(4)]
    talk = _session("Reden", 60)
    event = make_event([None] * 4, sessions={s.id: s for s in [*slots, talk]})
    return event, [s.id for s in slots], talk.id


def _session(title: str, minutes: int, slot_of: UUID | None = None) -> Session:
    starts_at = DAY + timedelta(minutes=minutes)
    return Session(new_id(), title, starts_at, starts_at + timedelta(minutes=15), slot_of=slot_of)


def test_one_person_has_one_slot_of_a_session() -> None:
    """Protects the others: nobody keeps a whole check-up; named is each slot too many."""
    event, slots, talk = divided()
    assert choice_faults(event, [talk, slots[0]], NOW, "sessions") == ()
    faults = choice_faults(event, [slots[2], talk, slots[0], slots[1]], NOW, "sessions")
    assert [(f.field, f.code, f.names) for f in faults] == [
        ("sessions[2]", "one-slot", ("Messen",)),
        ("sessions[3]", "one-slot", ("Messen",)),
    ]


def test_the_first_free_slot_of_several_is_one_slot() -> None:
    """Protects who takes any time: slots may stand instead of each other, not beside each other."""
    event, slots, _ = divided()
    instead = tuple((slot,) for slot in slots[:3])
    assert option_faults(event, instead, NOW, "people[0].sessions") == ()
    beside = tuple((slots[3], slot) for slot in slots[:2])
    faults = option_faults(event, beside, NOW, "people[0].sessions")
    assert [(f.field, f.code) for f in faults] == [
        ("people[0].sessions_any[0]", "one-slot"),
        ("people[0].sessions_any[1]", "one-slot"),
    ]


def test_a_change_leaves_one_slot_too() -> None:
    """Protects from the way round: what nobody may book nobody may change to."""
    event, slots, talk = divided()
    person = Person(new_id(), 1, Status.CONFIRMED, (slots[0],), NOW)
    booking = Booking(new_id(), event.id, 1, Fill.ALL_OR_NONE, "de", NOW, NOW, [person])
    places = empty_places(event)
    refusal = rebook(event, places, booking, [Wish(person.id, (slots[0], slots[1]))], NOW)
    assert refusal is not None
    assert [f.field for f in refusal.faults] == ["people[0].sessions[1]"]
    assert person.sessions == (slots[0],)
    assert rebook(event, places, booking, [Wish(person.id, (slots[1], talk))], NOW) is None
