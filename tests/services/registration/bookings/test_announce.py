"""Who is told about to those who write mails: no more people than mails need."""

from __future__ import annotations

import msgspec

from services.registration.bookings.intake import BookingWish, PersonWish
from services.registration.bookings.use_cases import Bookings
from services.registration.events.domain import Identity
from shared.contracts.contacts import Contact
from shared.database.pool import Pool
from tests.services.registration.bookings.conftest import announced, event, plan


async def contacts(pool: Pool) -> list[Contact]:
    """What the outbox holds for the contacts topic."""
    rows = await pool.fetch(
        "SELECT body FROM outbox WHERE topic = 'registration.contacts.v1' ORDER BY id"
    )
    return [msgspec.json.decode(row["body"], type=Contact) for row in rows]


async def test_colleagues_can_be_written_to_without_a_contact(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """Who registers others may leave no address; only those with an own one are told about."""
    planned = await plan(registration_pool, event(identity=Identity.NAMED))
    people = [
        PersonWish(name="Mia Muster", email="mia@example.org"),
        PersonWish(name="Ben Beispiel", email="ben@example.org"),
        PersonWish(name="Ada Ohne"),
    ]
    booking = await bookings.registering.register(
        planned.id, BookingWish(people=people, locale="en"), key=None, network=None
    )
    [message] = await announced(registration_pool, planned.id)
    assert message.contact_id is None
    assert {
        (c.person_id, c.name, c.email, c.locale) for c in await contacts(registration_pool)
    } == {
        (booking.people[0].id, "Mia Muster", "mia@example.org", "en"),
        (booking.people[1].id, "Ben Beispiel", "ben@example.org", "en"),
    }


async def test_the_contact_of_a_party_hears_the_names_on_its_tickets(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """With a contact, names travel also for people without an address."""
    planned = await plan(registration_pool, event(identity=Identity.NAMED))
    wish = BookingWish(
        people=[PersonWish(name="Mia Muster"), PersonWish(name="Ada Ohne")],
        contact_email="office@example.org",
    )
    await bookings.registering.register(planned.id, wish, key=None, network=None)
    told = await contacts(registration_pool)
    assert [(c.name, c.email) for c in told] == [
        ("Mia Muster", "office@example.org"),
        ("Mia Muster", None),
        ("Ada Ohne", None),
    ]
