"""Places that are only held until somebody follows a link; and who registered more than once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.notifications.mails.domain import Booking, Due, Kind, Person, decide
from services.registration.bookings.intake import Keys
from shared.contracts.mail_requests import MailRequested
from shared.tokens import Keyring
from tests.services.notifications.facts import NOW, booking, contact, event, person
from tests.services.notifications.mails.test_waiting import settled
from tests.services.notifications.post_office import House

ANNA, BEN = UUID(int=1), UUID(int=2)


def made(*people: Person, version: int = 1, **values: object) -> Booking:
    """A version of one booking whose address nobody has proven."""
    given = {"reason": "registered", "unproven": True, **values}
    return Booking(
        UUID(int=9),
        version,
        UUID(int=8),
        ANNA,
        str(given.pop("reason")),
        NOW,
        people,
        **given,  # type: ignore[arg-type]  # by name
    )


def kinds(due: list[Due]) -> dict[UUID, Kind]:
    """Who gets what."""
    return {mail.person_id: mail.kind for mail in due}


def test_an_unproven_address_gets_the_link_and_nothing_else() -> None:
    """Somebody else's mailbox must not be filled with what becomes of a made-up registration."""
    held = made(Person(ANNA, "offered"), Person(BEN, "offered"))
    assert kinds(decide(None, held, NOW)) == {ANNA: Kind.CONFIRM_ADDRESS}
    gone = made(Person(ANNA, "cancelled"), version=2, reason="offer_expired")
    assert decide(held, gone, NOW) == []
    waits = made(Person(ANNA, "waitlisted"))
    assert kinds(decide(None, waits, NOW)) == {ANNA: Kind.CONFIRM_ADDRESS}
    moved = made(Person(ANNA, "offered"), version=2, reason="offered")
    assert kinds(decide(waits, moved, NOW)) == {ANNA: Kind.CONFIRM_ADDRESS}


def test_who_has_followed_the_link_is_told_as_after_a_registration() -> None:
    """Not “a place has become free”: it was theirs all the time."""
    held = made(Person(ANNA, "offered"), Person(BEN, "offered"))
    kept = [Person(ANNA, "confirmed"), Person(BEN, "confirmed")]
    proven = made(*kept, version=2, reason="proven", unproven=False)
    assert kinds(decide(held, proven, NOW)) == {ANNA: Kind.CONFIRMATION, BEN: Kind.CONFIRMATION}


def test_a_second_registration_of_an_address_is_told_once_to_its_contact() -> None:
    """Instead of the confirmation, whatever became of it."""
    again = made(Person(ANNA, "waitlisted"), unproven=False, repeats=UUID(int=7))
    assert kinds(decide(None, again, NOW)) == {ANNA: Kind.REGISTERED_AGAIN}
    later = made(Person(ANNA, "confirmed"), version=2, reason="promoted", unproven=False)
    assert kinds(decide(again, later, NOW)) == {ANNA: Kind.PROMOTION}


async def test_the_link_of_the_mail_is_another_secret_than_the_manage_token(house: House) -> None:
    """Registration derives the same one; manage link and code stay out of this mail."""
    mira = person("offered")
    booked = booking(mira, unproven=True)
    await house.apply(event(), contact(mira.id), booked)
    await settled(house)
    [mail] = house.post.mails
    assert mail["Subject"] == "Bitte bestätigen: Gesundheitstag Musterstadt"
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # has a text part
    links = house.use_cases.mails.links
    assert links.prove(booked.id, 1) in text
    assert links.manage(booked.id, 1) not in text
    assert links.booking_code(booked.id, 1) not in text
    unused = Keyring("unused", links.manage_keys.keys)
    derived = Keys(manage=links.manage_keys, ticket=unused, code=unused, lookup=unused)
    assert links.prove(booked.id, 1).endswith(f"/c/{derived.proof.token(booked.id, 1)}")


async def test_both_registrations_can_be_reached_from_one_mail(house: House) -> None:
    """The person cancels what is too much; there is no confirmation besides."""
    first, second = person(), person()
    before = booking(first)
    again = booking(second, repeats=before.id)
    await house.apply(event(), contact(first.id), contact(second.id), before, again)
    await settled(house)
    texts = {
        m["Subject"]: m.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # has a text part
        for m in house.post.mails
    }
    links = house.use_cases.mails.links
    assert len(texts) == 2
    told = texts["Mehrfach angemeldet: Gesundheitstag Musterstadt"]
    assert links.manage(before.id, 1) in told
    assert links.manage(again.id, 1) in told
    assert links.ticket(second.id, 1) in told


def test_who_gets_mails_elsewhere_is_told_anew_what_there_is() -> None:
    """Only they; of an address nobody has proven only the link; a corrected name tells nobody."""
    people = [Person(ANNA, "confirmed"), Person(BEN, "waitlisted")]
    before = made(*people, unproven=False)
    step: Any = {"version": 2, "reason": "corrected"}
    moved = frozenset({BEN})
    after = made(*people, unproven=False, readdressed=moved, **step)
    assert kinds(decide(before, after, NOW)) == {BEN: Kind.WAITLIST}
    assert kinds(decide(None, after, NOW)) == {BEN: Kind.WAITLIST}
    named = made(*people, unproven=False, **step)
    assert decide(before, named, NOW) == decide(None, named, NOW) == []
    held = made(Person(ANNA, "offered"))
    readdressed = made(Person(ANNA, "offered"), readdressed=frozenset({ANNA}), **step)
    assert kinds(decide(held, readdressed, NOW)) == {ANNA: Kind.CONFIRM_ADDRESS}


async def test_a_new_link_waits_for_the_new_address_and_the_old_one_is_told(house: House) -> None:
    """Topics may overtake one another: what is meant for the new address never goes to the old."""
    mira, former = person("confirmed"), UUID(int=77)
    await house.apply(event(), contact(mira.id, email="old@example.org"), booking(mira))
    await settled(house)
    house.post.mails.clear()
    corrected = booking(mira, version=2, reason="corrected", generation=2, readdressed=(mira.id,))
    asked = MailRequested(
        id=former, kind="address_replaced", person_id=former, subject_id=event().id
    )
    await house.apply(corrected)
    await settled(house)
    assert house.post.mails == []
    new = contact(mira.id, email="new@example.org", generation=2)
    await house.apply(new, contact(former, email="old@example.org", name=None), asked)
    await settled(house)
    assert sorted(
        (str(mail["To"]).rpartition("<")[2].rstrip(">"), str(mail["Subject"]))
        for mail in house.post.mails
    ) == [
        ("new@example.org", "Anmeldung bestätigt: Gesundheitstag Musterstadt"),
        ("old@example.org", "Ihre Adresse wurde ersetzt: Gesundheitstag Musterstadt"),
    ]
