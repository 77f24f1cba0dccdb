"""Which mail for which fact: pure."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.mails.domain import TOO_OLD, Booking, Due, Kind, Person, decide
from tests.services.notifications.facts import NOW

ANNA, BEN, CEM = UUID(int=1), UUID(int=2), UUID(int=3)
BOOKING = UUID(int=9)
STATUSES = ["confirmed", "waitlisted", "offered", "cancelled"]


def booking(
    *people: Person, version: int = 1, reason: str = "registered", contact: UUID | None = ANNA
) -> Booking:
    """A version of one booking."""
    return Booking(BOOKING, version, UUID(int=8), contact, reason, NOW, people)


def kinds(due: list[Due]) -> dict[UUID, str]:
    """Who gets what."""
    return {mail.person_id: mail.kind.value for mail in due}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("confirmed", Kind.CONFIRMATION),
        ("waitlisted", Kind.WAITLIST),
        ("offered", Kind.OFFER),
    ],
)
def test_a_registration_is_answered_by_its_status(status: str, kind: Kind) -> None:
    """Registered and confirmed, or registered and waiting."""
    assert kinds(decide(None, booking(Person(ANNA, status)), NOW)) == {ANNA: kind}


@pytest.mark.parametrize(
    ("before", "after", "reason", "kind"),
    [
        ("waitlisted", "confirmed", "promoted", "promotion"),
        ("offered", "confirmed", "changed", "promotion"),
        ("waitlisted", "offered", "offered", "offer"),
        ("offered", "waitlisted", "offer_expired", "offer_expired"),
        ("offered", "cancelled", "offer_expired", "offer_expired"),
        ("confirmed", "cancelled", "cancelled", "cancellation"),
        ("confirmed", "waitlisted", "changed", "change"),
    ],
)
def test_a_step_is_told_by_what_became_of_the_person(
    before: str, after: str, reason: str, kind: str
) -> None:
    """Transitions, not reasons alone, decide."""
    first = booking(Person(ANNA, before))
    second = booking(Person(ANNA, after), version=2, reason=reason)
    assert kinds(decide(first, second, NOW)) == {ANNA: kind}


def test_a_party_is_told_to_its_contact_and_each_colleague_only_about_themselves() -> None:
    """A colleague with a place hears of a place, also if another one waits."""
    party = booking(Person(ANNA, "confirmed"), Person(BEN, "waitlisted"), contact=CEM)
    assert kinds(decide(None, party, NOW)) == {
        CEM: "partly_confirmed",
        ANNA: "confirmation",
        BEN: "waitlist",
    }


def test_only_those_whose_own_state_changed_are_written_to() -> None:
    """Ben's cancellation is no news for Anna, but for the contact it is a change."""
    before = booking(Person(ANNA, "confirmed"), Person(BEN, "confirmed"), contact=CEM)
    after = booking(
        Person(ANNA, "confirmed"),
        Person(BEN, "cancelled"),
        version=2,
        reason="cancelled",
        contact=CEM,
    )
    assert kinds(decide(before, after, NOW)) == {CEM: "change", BEN: "cancellation"}


def test_moving_up_the_waitlist_is_no_mail() -> None:
    """Positions change with every cancellation; mails about that would be noise."""
    before = booking(Person(ANNA, "waitlisted"))
    assert decide(before, booking(Person(ANNA, "waitlisted"), version=2), NOW) == []


def test_an_event_called_off_is_told_to_everybody_who_was_still_coming_or_waiting() -> None:
    """Whoever had cancelled before hears nothing more; a gap before it changes nothing."""
    before = booking(
        Person(ANNA, "confirmed"), Person(BEN, "waitlisted"), Person(CEM, "cancelled"), contact=ANNA
    )
    gone = [Person(id_, "cancelled") for id_ in (ANNA, BEN, CEM)]
    after = booking(*gone, version=2, reason="event_cancelled", contact=ANNA)
    assert kinds(decide(before, after, NOW)) == {ANNA: "event_cancelled", BEN: "event_cancelled"}
    assert set(kinds(decide(None, after, NOW)).values()) == {"event_cancelled"}
    assert decide(booking(*gone), after, NOW) == []


def test_erasure_is_no_mail() -> None:
    """Nobody is written to after erasure."""
    before = booking(Person(ANNA, "confirmed"))
    gone = booking(Person(ANNA, "cancelled"), version=2, reason="erased", contact=None)
    assert decide(before, gone, NOW) == []


def test_who_was_erased_is_not_told_that_a_colleague_moved_up_into_the_place() -> None:
    """The step of the same booking is told to the others, whatever has arrived by then."""
    before = booking(Person(ANNA, "confirmed"), Person(BEN, "waitlisted"), contact=CEM)
    gone = Person(ANNA, "cancelled", erased=True)
    after = booking(gone, Person(BEN, "confirmed"), version=2, reason="promoted", contact=CEM)
    assert kinds(decide(before, after, NOW)) == {BEN: "promotion", CEM: "promotion"}


def test_a_version_read_again_calls_for_nothing() -> None:
    """Replays change nothing."""
    first = booking(Person(ANNA, "confirmed"))
    assert decide(first, first, NOW) == []


def test_a_gap_is_told_by_its_reason() -> None:
    """A version before may be a dead letter; the step is still told."""
    later = booking(Person(ANNA, "confirmed"), version=3, reason="promoted")
    assert kinds(decide(None, later, NOW)) == {ANNA: "promotion"}


def test_old_news_is_suppressed_with_its_reason() -> None:
    """A rebuild must not write to people about last month."""
    [due] = decide(None, booking(Person(ANNA, "confirmed")), NOW + TOO_OLD + timedelta(1))
    assert due.suppressed == "too_old"


def test_a_single_booking_without_address_is_suppressed_with_its_reason() -> None:
    """Registration without e-mail is no fault and leaves a trace."""
    [due] = decide(None, booking(Person(ANNA, "confirmed"), contact=None), NOW)
    assert (due.person_id, due.suppressed) == (ANNA, "no_address")


@given(
    st.lists(st.lists(st.sampled_from(STATUSES), min_size=2, max_size=2), min_size=1, max_size=8)
)
def test_keys_are_unique_and_reading_again_gives_the_same(history: list[list[str]]) -> None:
    """The business key is a function of version, kind and person, whatever the history."""
    versions = [
        booking(Person(ANNA, a), Person(BEN, b), version=n, contact=CEM)
        for n, (a, b) in enumerate(history, start=1)
    ]
    steps = [(None, versions[0]), *pairwise(versions)]
    once = [mail.key for before, after in steps for mail in decide(before, after, NOW)]
    again = [mail.key for before, after in steps for mail in decide(before, after, NOW)]
    assert once == again
    assert len(set(once)) == len(once)


def test_a_key_names_booking_version_kind_and_person() -> None:
    """The constraint's text is what the promise says."""
    who = uuid4()
    [due] = decide(None, booking(Person(who, "confirmed"), contact=who), NOW)
    assert due.key == f"booking:{BOOKING}:1:confirmation:{who}"
