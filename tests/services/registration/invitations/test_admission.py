"""Who may register with which right, and how many."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest_asyncio

from services.registration.bookings.errors import Full
from services.registration.bookings.intake import BookingWish, PersonWish
from services.registration.bookings.use_cases.planned import places_gone
from services.registration.bookings.use_cases.registering import Registering
from services.registration.invitations.errors import InvitationUsed
from services.registration.service import make_use_cases
from shared.database.pool import open_pool
from tests.databases import Databases
from tests.services.registration.house import House, event_body, settings
from tests.services.registration.invitations.conftest import (
    Meeting,
    make_meeting,
    secret_of,
    token_of,
)

CLIENTS = 64


async def test_nobody_registers_without_an_invitation(meeting: Meeting) -> None:
    """An event by invitation is closed for everybody else, and says so by a type of its own."""
    told = await meeting.register(None, "Mira Muster", status=403)
    assert told["type"].endswith(":invitation-needed")
    told = await meeting.register("k1.x.y", "Mira Muster", status=403)
    assert told["type"].endswith(":invitation-invalid")
    async with meeting.house.client() as client:
        shown = (await client.get(f"/api/v1/events/{meeting.event['id']}")).json()
    assert (shown["admission"], shown["registration_open"]) == ("invitation", False)


async def test_a_contingent_is_full_when_its_places_are_taken(meeting: Meeting) -> None:
    """Others' places stay theirs; the booking belongs to the organisation of the contingent."""
    ours = await meeting.contingent(meeting.insurer, 3)
    theirs = await meeting.contingent(meeting.university, 11)
    await meeting.register(secret_of(ours), "Ada Eins", "Bob Zwei", "Cem Drei")
    waits = await meeting.register(secret_of(ours), "Dora Vier")
    assert waits["status"] == "waitlisted"
    booked = await meeting.register(secret_of(theirs), "Eva Prof")
    assert booked["status"] == "confirmed"
    found = await meeting.house.pool.fetchval(
        "SELECT organisation_id FROM bookings WHERE id = $1", booked["id"]
    )
    assert str(found) == meeting.university["id"]
    assert (await meeting.standing(ours))["held"] == 3
    assert (await meeting.standing(ours))["waiting"] == 1
    assert (await meeting.standing(theirs))["unused"] == 10


async def test_what_contingents_keep_is_nobody_elses(house: House) -> None:
    """At an open event the public gets only what is left beside the contingents."""
    meeting = await make_meeting(house, admission="open", capacity=5)
    await meeting.contingent(meeting.university, 4)
    assert (await meeting.register(None, "Erste Person"))["status"] == "confirmed"
    assert (await meeting.register(None, "Zweite Person"))["status"] == "waitlisted"


async def test_a_place_given_back_goes_to_the_same_contingent(meeting: Meeting) -> None:
    """Who waits for a place of a delegation moves up when somebody of it cancels."""
    ours = await meeting.contingent(meeting.insurer, 1)
    first = await meeting.register(secret_of(ours), "Ada Eins")
    second = await meeting.register(secret_of(ours), "Bob Zwei")
    other = await meeting.register(
        await token_of(meeting.house, (await meeting.invite(_guest("Dr. Gast")))[0]["id"]),
        "Dr. Gast",
    )
    assert other["status"] == "confirmed"
    async with meeting.house.client(first["manage_token"]) as client:
        assert (await client.delete(f"/api/v1/registrations/{first['id']}")).status_code == 204
    async with meeting.house.client(second["manage_token"]) as client:
        shown = (await client.get(f"/api/v1/registrations/{second['id']}")).json()
    assert shown["status"] == "confirmed"
    assert (await meeting.standing(ours))["held"] == 1
    await pools_balance(meeting.house, meeting.event["id"])


async def test_an_invitation_is_good_for_one_registration(meeting: Meeting) -> None:
    """One's own invitation is for one person, once; after cancelling it is good again."""
    (invited,) = await meeting.invite(_guest("Mira Muster"))
    secret = await token_of(meeting.house, invited["id"])
    told = await meeting.register(secret, "Mira Muster", "Noch Jemand", status=422)
    assert told["errors"][0]["field"] == "people"
    booked = await meeting.register(secret, "Mira Muster")
    told = await meeting.register(secret, "Andere Person", status=409)
    assert told["type"].endswith(":invitation-used")
    async with meeting.house.client(booked["manage_token"]) as client:
        await client.delete(f"/api/v1/registrations/{booked['id']}")
    assert (await meeting.register(secret, "Mira Muster"))["status"] == "confirmed"


async def test_an_invitation_of_another_event_opens_nothing(meeting: Meeting, house: House) -> None:
    """A link is for its event."""
    (invited,) = await meeting.invite(_guest("Mira Muster"))
    secret = await token_of(house, invited["id"])
    elsewhere = await make_meeting(house)
    told = await elsewhere.register(secret, "Mira Muster", status=403)
    assert told["type"].endswith(":invitation-invalid")


async def test_revoked_and_renewed_links_are_dead(meeting: Meeting) -> None:
    """Raising the generation ends every link written before; registrations stay."""
    (invited,) = await meeting.invite(_guest("Mira Muster"))
    secret = await token_of(meeting.house, invited["id"])
    await meeting.ask("POST", f"/invitations/{invited['id']}/revoke", 200)
    await meeting.register(secret, "Mira Muster", status=403)
    ours = await meeting.contingent(meeting.insurer, 3)
    await meeting.register(secret_of(ours), "Ada Eins")
    renewed = await meeting.ask("POST", f"/contingents/{ours['id']}/renew-link", 200)
    await meeting.register(secret_of(ours), "Bob Zwei", status=403)
    assert (await meeting.register(secret_of(renewed), "Bob Zwei"))["status"] == "confirmed"
    assert renewed["held"] == 1


async def test_the_organizing_team_needs_no_invitation(meeting: Meeting) -> None:
    """Whom the team registers is invited by that, and takes a place kept for the organisation."""
    body = {"people": [{"name": "Jana Recht"}]}
    booked = await meeting.ask("POST", "/events/{event}/desk/registrations", 201, body)
    assert booked["status"] == "confirmed"
    theirs = await meeting.contingent(meeting.university, 11)
    of = {"organisation_id": meeting.university["id"]}
    person = {"people": [{"name": "Eva Prof"}], "contact": of}
    await meeting.ask("POST", "/events/{event}/desk/registrations", 201, person)
    assert (await meeting.standing(theirs))["held"] == 1
    await pools_balance(meeting.house, meeting.event["id"])


@pytest_asyncio.fixture
async def doors(meeting: Meeting, databases: Databases) -> AsyncIterator[list[Registering]]:
    """Two processes' worth of admission on one database, each with a pool of its own."""
    house = meeting.house
    name = await house.pool.fetchval("SELECT current_database()")
    pool = await open_pool(databases.owner_dsn(name, "registration"), name="second")
    second = make_use_cases(settings(), pool, lambda: house.now)
    yield [house.use_cases.bookings.registering, second.bookings.registering]
    await second.bookings.close()
    pool.terminate()


async def crowd(doors: list[Registering], event_id: UUID, secret: str) -> list[object]:
    """64 different people with the same link at once, half of them in each process."""

    async def ask(number: int) -> object:
        wish = BookingWish([PersonWish(name=f"Gast {chr(65 + number // 8)}{chr(65 + number % 8)}")])
        wish.invitation = secret
        door = doors[number % len(doors)]
        return await door.register(event_id, wish, key=None, network=None)

    return list(await asyncio.gather(*map(ask, range(CLIENTS)), return_exceptions=True))


async def test_64_clients_for_the_last_place_of_a_contingent(
    meeting: Meeting, doors: list[Registering]
) -> None:
    """One place of a delegation, many at once, beside free places of others: given once."""
    await meeting.ask("PATCH", "/events/{event}", 200, {"waitlist": False})
    ours = await meeting.contingent(meeting.insurer, 1)
    answers = await crowd(doors, UUID(meeting.event["id"]), secret_of(ours))
    refused = [a for a in answers if isinstance(a, BaseException)]
    assert len(answers) - len(refused) == 1
    assert all(isinstance(a, Full) for a in refused), {type(a) for a in refused}
    assert (await meeting.standing(ours))["held"] == 1
    await pools_balance(meeting.house, meeting.event["id"])


async def test_64_clients_with_one_invitation(meeting: Meeting, doors: list[Registering]) -> None:
    """One's own invitation, opened in many windows: one registration."""
    (invited,) = await meeting.invite(_guest("Mira Muster"))
    secret = await token_of(meeting.house, invited["id"])
    answers = await crowd(doors, UUID(meeting.event["id"]), secret)
    refused = [a for a in answers if isinstance(a, BaseException)]
    assert len(answers) - len(refused) == 1
    assert all(isinstance(a, InvitationUsed) for a in refused), {type(a) for a in refused}


async def pools_balance(house: House, event_id: str) -> None:
    """Counters of contingents and of the rest equal a count of the people."""
    rows = await house.pool.fetch(
        "SELECT c.id, p.taken, (SELECT count(*) FROM booked_people AS who JOIN bookings AS b "
        "ON b.id = who.booking_id WHERE b.contingent_id = c.id "
        "AND who.status IN ('confirmed', 'offered')) AS held FROM contingents AS c "
        "JOIN places AS p ON p.place_id = c.id WHERE c.event_id = $1",
        event_id,
    )
    assert rows
    assert all(row["taken"] == row["held"] for row in rows)
    sums = await house.pool.fetchrow(
        "SELECT sum(taken) FILTER (WHERE place_id = $1) AS whole, "
        "sum(taken) FILTER (WHERE place_id <> $1) AS pools FROM places WHERE event_id = $1",
        event_id,
    )
    assert sums is not None
    assert sums["whole"] == sums["pools"]


def _guest(name: str) -> dict[str, str]:
    return {"name": name, "email": f"{name.rsplit(maxsplit=1)[-1].casefold()}@example.org"}


async def test_the_public_word_leaves_out_what_is_kept(house: House) -> None:
    """At an open event nobody reads "free" of places that only others get: page, list, calendar."""
    meeting = await make_meeting(house, admission="open", capacity=10)
    assert await _word(meeting) == "free"
    ours = await meeting.contingent(meeting.university, 8)
    assert await _word(meeting) == "free"  # two of two
    await meeting.register(None, "Erste Person")
    assert await _word(meeting) == "few"
    await meeting.register(None, "Zweite Person")
    assert await _word(meeting) == "full"
    async with house.client() as client:
        path = f"/api/v1/organisations/{meeting.insurer['id']}/calendar"
        (entry,) = (await client.get(path)).json()["items"]
    assert entry["availability"] == "full"
    await meeting.register(secret_of(ours), "Eva Prof")
    assert await _word(meeting) == "full"
    await meeting.ask("POST", f"/contingents/{ours['id']}/release", 200)
    assert await _word(meeting) == "free"


async def test_where_all_are_invited_the_word_says_whether_any_place_is_left(
    meeting: Meeting,
) -> None:
    """Whoever is of the delegation must not read that all is full."""
    await meeting.contingent(meeting.university, 15)
    assert await _word(meeting) == "free"


async def test_words_of_many_events_are_read_at_once(house: House) -> None:
    """Protects the lists: one statement, however many events keep places."""
    first = await make_meeting(house, admission="open", capacity=5)
    await first.contingent(first.university, 5)
    other = await house.event(first.insurer["id"], capacity=5)
    ids = [UUID(first.event["id"]), UUID(other["id"])]
    asked: list[str] = []
    async with house.pool.acquire() as connection:
        with connection.query_logger(lambda record: asked.append(record.query)):
            gone = await places_gone(connection, ids)
    assert [gone.get(id_, 0) for id_ in ids] == [5, 0]
    assert len(asked) == 1


async def test_the_form_closes_for_who_has_no_right_to_what_is_kept(house: House) -> None:
    """The registration form says "full" to the public and not to the delegation."""
    sessions = event_body(str(uuid4()))["sessions"]
    meeting = await make_meeting(house, admission="open", capacity=1, sessions=sessions)
    ours = await meeting.contingent(meeting.university, 1)
    path = f"/e/{meeting.event['id']}/register"
    async with house.client() as client:
        everybody = (await client.get(path)).text
        await client.get(f"/invited/{secret_of(ours)}")
        delegate = (await client.get(path)).text
    assert "choice-free full" in everybody
    assert "choice-free full" not in delegate


async def test_a_position_counts_only_who_waits_for_the_same_places(meeting: Meeting) -> None:
    """A delegation's line is its own; what is told at once and what is read later agree."""
    ours = await meeting.contingent(meeting.insurer, 1)
    theirs = await meeting.contingent(meeting.university, 1)
    await meeting.register(secret_of(ours), "Ada Eins")
    await meeting.register(secret_of(theirs), "Eva Prof")
    line = [(theirs, 1), (theirs, 2), (ours, 1), (theirs, 3), (ours, 2)]
    for number, (contingent, position) in enumerate(line):
        waits = await meeting.register(secret_of(contingent), f"Person {number}")
        assert waits["people"][0]["position"] == position
        async with meeting.house.client(waits["manage_token"]) as client:
            shown = (await client.get(f"/api/v1/registrations/{waits['id']}")).json()
        assert shown["people"][0]["position"] == position


async def _word(meeting: Meeting) -> str:
    async with meeting.house.client() as client:
        one = (await client.get(f"/api/v1/events/{meeting.event['id']}")).json()
        return str(one["availability"])
