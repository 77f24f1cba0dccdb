"""Registering, waiting, changing and cancelling on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from services.registration.bookings.domain.booking import Status
from services.registration.bookings.domain.changes import Wish
from services.registration.bookings.errors import (
    AlreadyRegistered,
    Full,
    IdempotencyKeyReused,
    NoOffer,
    NotOpenYet,
    RegistrationClosed,
)
from services.registration.bookings.intake import BookingWish, PersonWish
from services.registration.bookings.use_cases import Bookings
from services.registration.bookings.use_cases.planned import event_closed
from services.registration.events.domain import Identity, Promotion
from services.registration.events.domain import Status as EventStatus
from shared.database.pool import Pool
from shared.errors import InvalidFields, NotFound
from shared.ids import new_id
from tests.services.registration.bookings.conftest import (
    DAY,
    NOW,
    TestClock,
    announced,
    assert_books_balance,
    event,
    plan,
    register,
    replan,
    session,
    statuses,
    wish,
)


async def test_a_registration_is_confirmed_and_told_with_its_rows(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """The thin whole: a place, a booking, a message, in one transaction (I3)."""
    workshop = session(capacity=2)
    planned = await plan(registration_pool, event(workshop, identity=Identity.NAMED))
    wished = BookingWish(
        people=[PersonWish(name="Mia Muster", sessions=[workshop.id])],
        contact_email="mia@example.org",
        locale="en",
    )
    booking = await register(bookings, planned.id, wished)
    assert booking.status is Status.CONFIRMED
    assert booking.contact_id == booking.people[0].id
    (message,) = await announced(registration_pool, planned.id)
    assert (message.id, message.version, message.locale) == (booking.id, 1, "en")
    assert message.people[0].session_ids == (workshop.id,)
    contact = await registration_pool.fetchval(
        "SELECT convert_from(body, 'UTF8') FROM outbox WHERE topic = 'registration.contacts.v1'"
    )
    assert "mia@example.org" in contact
    assert "Mia Muster" in contact
    await assert_books_balance(registration_pool, planned)


async def test_an_event_that_knows_nobody_keeps_no_name(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """Identity none: a name that is sent anyway is not stored and not told."""
    planned = await plan(registration_pool, event())
    wished = BookingWish(
        people=[PersonWish(name="Mia Muster")],
        contact_name="Mia Muster",
        contact_email="mia@example.org",
    )
    await register(bookings, planned.id, wished)
    kept = await registration_pool.fetchval(
        "SELECT count(*) FROM bookings b JOIN booked_people p ON p.booking_id = b.id "
        "WHERE b.contact_name IS NOT NULL OR p.name IS NOT NULL"
    )
    assert kept == 0
    told = await registration_pool.fetchval(
        "SELECT count(*) FROM outbox WHERE convert_from(body, 'UTF8') LIKE '%Muster%'"
    )
    assert told == 0


async def test_who_finds_it_full_waits_and_moves_up_when_a_place_is_free(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """Waitlist with positions; a cancellation promotes the first who fits."""
    workshop = session(capacity=1)
    planned = await plan(registration_pool, event(workshop))
    first = await register(bookings, planned.id, wish([workshop]))
    second = await register(bookings, planned.id, wish([workshop]))
    third = await register(bookings, planned.id, wish([workshop]))
    assert [b.people[0].position for b in (first, second, third)] == [None, 1, 2]
    await bookings.changing.cancel(first.id)
    assert (await bookings.reading.booking(second.id)).status is Status.CONFIRMED
    moved = await bookings.reading.booking(third.id)
    assert (moved.status, moved.people[0].position) == (Status.WAITLISTED, 1)
    reasons = [(m.id, m.reason) for m in await announced(registration_pool, planned.id)][3:]
    assert sorted(reasons) == sorted([(first.id, "cancelled"), (second.id, "promoted")])
    await bookings.changing.cancel(first.id)
    await assert_books_balance(registration_pool, planned)


async def test_a_family_waits_as_a_whole_and_a_single_person_behind_it_may_pass(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """All or none: the party holds nothing while it waits, and keeps its position."""
    workshop = session(capacity=3)
    planned = await plan(registration_pool, event(workshop))
    await register(bookings, planned.id, wish([workshop]))
    family = await register(bookings, planned.id, wish(*[[workshop]] * 3))
    single = await register(bookings, planned.id, wish([workshop]))
    assert statuses(family) == ["waitlisted"] * 3
    assert statuses(single) == ["confirmed"]
    await bookings.changing.cancel(single.id)
    assert (await bookings.reading.booking(family.id)).status is Status.WAITLISTED
    changed = await replan(
        registration_pool,
        planned,
        sessions=(session(id=workshop.id, capacity=4),),
    )
    assert (await bookings.reading.booking(family.id)).status is Status.CONFIRMED
    await assert_books_balance(registration_pool, changed)


async def test_a_company_list_gets_as_many_places_as_fit(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """As many as fit, in the order of the list; the rest waits."""
    workshop = session(capacity=2)
    planned = await plan(registration_pool, event(workshop))
    company = await register(bookings, planned.id, wish(*[[workshop]] * 3, fill="as_many_as_fit"))
    assert company.status is Status.PARTLY
    assert statuses(company) == ["confirmed", "confirmed", "waitlisted"]
    person = company.people[0]
    after = await bookings.changing.change(company.id, [Wish(person.id, cancelled=True)])
    assert statuses(after) == ["cancelled", "confirmed", "confirmed"]
    await assert_books_balance(registration_pool, planned)


async def test_the_event_itself_may_be_full(bookings: Bookings, registration_pool: Pool) -> None:
    """The capacity of the event counts beside those of the sessions."""
    workshop = session(capacity=10)
    planned = await plan(registration_pool, event(workshop, capacity=1, waitlist=False))
    await register(bookings, planned.id, wish([]))
    with pytest.raises(Full):
        await register(bookings, planned.id, wish([workshop]))
    await assert_books_balance(registration_pool, planned)


async def test_a_lost_race_for_the_same_address_and_name_is_told(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """Same event, address and name: refused; another name of the same address is not; nor again
    after a cancellation."""
    planned = await plan(registration_pool, event())
    mia = BookingWish(people=[PersonWish(name="Mia")], contact_email="info@example.org")
    first = await register(bookings, planned.id, mia)
    same = BookingWish(people=[PersonWish(name="MIA ")], contact_email="Info@Example.org")
    with pytest.raises(AlreadyRegistered):
        await register(bookings, planned.id, same)
    ben = BookingWish(people=[PersonWish(name="Ben")], contact_email="info@example.org")
    await register(bookings, planned.id, ben)
    await bookings.changing.cancel(first.id)
    await register(bookings, planned.id, same)


async def test_twins_with_one_idempotency_key_get_one_booking(
    instances: list[tuple[Bookings, Pool]],
) -> None:
    """I2: concurrent twins, also in two processes, wait and get the same answer."""
    (one, pool), (two, _) = instances
    planned = await plan(pool, event(session()))
    wished = BookingWish(people=[PersonWish()], contact_email="a@example.org")
    found = await asyncio.gather(
        *(register(b, planned.id, wished, "key-1") for b in (one, two) for _ in range(8))
    )
    assert len({b.id for b in found}) == 1
    assert await pool.fetchval("SELECT count(*) FROM bookings") == 1
    other = BookingWish(people=[PersonWish()], contact_email="b@example.org")
    with pytest.raises(IdempotencyKeyReused):
        await register(one, planned.id, other, "key-1")


async def test_a_refusal_is_not_remembered_under_the_key_and_a_key_lasts_a_day(
    bookings: Bookings, registration_pool: Pool, clock: TestClock
) -> None:
    """Refusals are not stored: the same request may succeed later."""
    planned = await plan(registration_pool, event(capacity=1, waitlist=False))
    first = await register(bookings, planned.id, wish(), "a")
    with pytest.raises(Full):
        await register(bookings, planned.id, wish(), "b")
    await bookings.changing.cancel(first.id)
    second = await register(bookings, planned.id, wish(), "b")
    assert second.status is Status.CONFIRMED
    clock.now = NOW + timedelta(hours=23)
    assert (await register(bookings, planned.id, wish(), "b")).id == second.id
    clock.now = NOW + timedelta(hours=25)
    with pytest.raises(Full):  # also before the key's row is gone
        await register(bookings, planned.id, wish(), "b")
    assert await bookings.registering.forget_keys() == 2
    with pytest.raises(Full):
        await register(bookings, planned.id, wish(), "b")


async def test_what_can_not_be_booked_is_refused_and_named(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """Unknown and confidential sessions, and sessions at the same time (with the clash named)."""
    early, late = session(2, 2, title="Rücken"), session(3, 2, title="Stress")
    secret = session(6, confidential=True)
    station = session(2, 6, drop_in=True)
    planned = await plan(registration_pool, event(early, late, secret, station))
    with pytest.raises(InvalidFields) as clash:
        await register(bookings, planned.id, wish([early, station], [late, early]))
    assert [e.field for e in clash.value.errors] == ["people[1].sessions[0]"]
    assert "“Stress” overlaps with “Rücken”" in clash.value.errors[0].reason
    for other in (secret, new_id()):
        with pytest.raises(InvalidFields) as refusal:
            await register(bookings, planned.id, wish([other]))
        assert refusal.value.errors[0].field == "people[0].sessions[0]"
    with pytest.raises(InvalidFields, match="unknown organisation"):
        await register(bookings, planned.id, wish(organisation_id=new_id()))


async def test_registration_has_a_window(
    bookings: Bookings, registration_pool: Pool, clock: TestClock
) -> None:
    """Unknown and draft events are not there; before, after and cancelled are told apart."""
    with pytest.raises(NotFound):
        await register(bookings, new_id(), wish())
    draft = await plan(registration_pool, event(status=EventStatus.DRAFT))
    with pytest.raises(NotFound):
        await register(bookings, draft.id, wish())
    gone = await plan(registration_pool, event(status=EventStatus.CANCELLED))
    with pytest.raises(RegistrationClosed):
        await register(bookings, gone.id, wish())
    planned = await plan(registration_pool, event())
    clock.now = NOW - timedelta(days=2)
    with pytest.raises(NotOpenYet):
        await register(bookings, planned.id, wish())
    clock.now = DAY + timedelta(days=2)
    with pytest.raises(RegistrationClosed):
        await register(bookings, planned.id, wish())


async def test_changing_sessions_keeps_the_place_unless_the_new_one_is_free(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """Change: all or nothing; the place given back goes to who waits for it."""
    one, two = session(2, capacity=1), session(4, capacity=1)
    planned = await plan(registration_pool, event(one, two))
    ann = await register(bookings, planned.id, wish([one]))
    ben = await register(bookings, planned.id, wish([two]))
    waiting = await register(bookings, planned.id, wish([one]))
    with pytest.raises(Full):
        await bookings.changing.change(ann.id, [Wish(ann.people[0].id, (two.id,))])
    await bookings.changing.cancel(ben.id)
    changed = await bookings.changing.change(ann.id, [Wish(ann.people[0].id, (two.id,))])
    assert changed.people[0].sessions == (two.id,)
    assert (await bookings.reading.booking(waiting.id)).status is Status.CONFIRMED
    await assert_books_balance(registration_pool, planned)


async def test_who_waits_and_wants_something_else_goes_to_the_end(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """Wanting less keeps the place on the list, wanting something else doesn't pass others."""
    one, two = session(2, capacity=1), session(4, capacity=1)
    planned = await plan(registration_pool, event(one, two))
    await register(bookings, planned.id, wish([one, two]))
    both = await register(bookings, planned.id, wish([one, two]))
    second = await register(bookings, planned.id, wish([two]))
    less = await bookings.changing.change(both.id, [Wish(both.people[0].id, (two.id,))])
    assert less.people[0].position == 1
    moved = await bookings.changing.change(both.id, [Wish(both.people[0].id, (one.id,))])
    assert moved.people[0].position == 1
    back = await bookings.changing.change(both.id, [Wish(both.people[0].id, (two.id,))])
    assert back.people[0].position == 2
    assert (await bookings.reading.booking(second.id)).people[0].position == 1
    await assert_books_balance(registration_pool, planned)


async def test_an_offer_holds_the_place_until_it_is_taken_declined_or_runs_out(
    bookings: Bookings, registration_pool: Pool, clock: TestClock
) -> None:
    """Promotion by offer: offered counts as taken; people without an address are confirmed."""
    workshop = session(capacity=1)
    planned = await plan(registration_pool, event(workshop, promotion=Promotion.OFFER))
    holder = await register(bookings, planned.id, wish([workshop]))
    takers = [
        await register(bookings, planned.id, wish([workshop], contact_email=f"{n}@example.org"))
        for n in "abc"
    ]
    silent = await register(bookings, planned.id, wish([workshop]))
    await bookings.changing.cancel(holder.id)
    assert (await bookings.reading.booking(takers[0].id)).status is Status.OFFERED
    await assert_books_balance(registration_pool, planned)
    await bookings.offers.decline(takers[0].id)
    assert (await bookings.reading.booking(takers[1].id)).status is Status.OFFERED
    clock.now = NOW + timedelta(hours=25)
    with pytest.raises(NoOffer):
        await bookings.offers.accept(takers[1].id)
    assert await bookings.offers.expire() == 1
    assert (await bookings.reading.booking(takers[1].id)).status is Status.CANCELLED
    assert (await bookings.offers.accept(takers[2].id)).status is Status.CONFIRMED
    await bookings.changing.cancel(takers[2].id)
    assert (await bookings.reading.booking(silent.id)).status is Status.CONFIRMED
    await assert_books_balance(registration_pool, planned)


async def test_a_closed_event_keeps_its_bookings_as_they_are(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """The barrier counts bookings and versions; after it nothing moves."""
    planned = await plan(registration_pool, event())
    booking = await register(bookings, planned.id, wish())
    closed = await replan(registration_pool, planned, status=EventStatus.CLOSED, closed_at=NOW)
    async with registration_pool.acquire() as lent, lent.transaction():
        await event_closed(lent, closed, NOW)
    body = await registration_pool.fetchval(
        "SELECT convert_from(body, 'UTF8') FROM outbox WHERE type LIKE '%bookings-closed%'"
    )
    assert '"bookings":1,"versions":1' in body
    with pytest.raises(RegistrationClosed):
        await bookings.changing.cancel(booking.id)


async def test_one_request_that_can_not_be_stored_fails_alone(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """A data error bisects the batch: the others of it are confirmed."""
    planned = await plan(registration_pool, event())
    good = [bookings.intake.request(planned.id, wish()) for _ in range(20)]
    bad = bookings.intake.request(planned.id, wish())
    bad.people[0].answers = '{"a": "\\u0000"}'
    admission = bookings.registering.queue
    answers = await asyncio.gather(
        *(admission.submit(planned.id, r) for r in [*good[:7], bad, *good[7:]]),
        return_exceptions=True,
    )
    assert isinstance(answers[7], InvalidFields)
    assert sum(not isinstance(a, BaseException) for a in answers) == 20
    assert await registration_pool.fetchval("SELECT count(*) FROM bookings") == 20
    await assert_books_balance(registration_pool, planned)


async def test_a_booking_is_found_by_its_code_as_people_type_it(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """Registration without e-mail: a code, readable aloud."""
    planned = await plan(registration_pool, event())
    booking = await register(bookings, planned.id, wish())
    code = bookings.intake.code(booking.id, booking.generation)
    typed = f" {code[:4].lower()}-{code[4:8]} {code[8:]}".replace("0", "o").replace("1", "l")
    found = await bookings.reading.by_code(typed)
    assert found is not None
    assert found.id == booking.id
    assert await bookings.reading.by_code("ABCD-EFGH-JKM") is None
