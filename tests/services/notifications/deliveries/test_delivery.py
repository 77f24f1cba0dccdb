"""Mails reach a real SMTP server once, or the reason why not is visible."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from services.notifications.deliveries import postman, store, use_cases
from services.notifications.deliveries.domain import (
    LEASE,
    RETRY_FOR,
    Compose,
    Composed,
    Delivery,
    State,
    answered,
)
from shared.contracts.contacts import CONTACTS
from shared.database.pool import Connection, connection, transaction
from tests.services.notifications.facts import (
    NOW,
    booking,
    contact,
    event,
    organisation,
    person,
    tombstone,
)
from tests.services.notifications.post_office import House

A_MOMENT = timedelta(milliseconds=1)


async def registered(house: House, email: str = "mira@example.org") -> None:
    """One confirmed person whose contact and event are known."""
    booked = booking()
    await house.apply(organisation(), event(), contact(booked.people[0].id, email), booked)


async def test_a_confirmation_goes_out_once_however_often_the_fact_is_read(house: House) -> None:
    """Exactly once by business key: replays and rebuilds never send twice."""
    booked = booking()
    facts = [organisation(), event(), contact(booked.people[0].id), booked]
    await house.apply(*facts)
    assert await house.send() == 1
    for table in ("known_bookings", "known_events", "known_organisations"):
        await house.pool.execute(f"DELETE FROM {table}")
    await house.apply(*facts, *facts)
    assert await house.send() == 0
    assert house.post.recipients == ["mira@example.org"]
    assert await house.states() == [("confirmation", "sent", None)]


async def test_a_refusal_for_now_is_tried_again_later_with_the_same_message_id(
    house: House,
) -> None:
    """4xx: deferred with the enhanced status code, then sent."""
    await registered(house)
    house.post.answers = ["451 4.3.2 please try later mira@example.org", "250 OK"]
    await house.send()
    [row] = await house.rows()
    assert (row.state, row.reason, row.smtp_status) == ("deferred", "deferred_by_server", "4.3.2")
    assert await house.send() == 0
    house.clock.now += timedelta(minutes=1)
    await house.send()
    [row] = await house.rows()
    assert (row.state, row.reason, row.attempts) == ("sent", None, 2)
    assert house.post.mails[0]["Message-ID"] == f"<{row.id}@auftakt.example>"


async def test_a_final_refusal_fails_visibly_without_the_servers_words(house: House) -> None:
    """5xx: only the enhanced status code is kept, a server's text repeats addresses."""
    await registered(house)
    house.post.refuse_recipients["mira@example.org"] = "550 5.1.1 <mira@example.org> unknown"
    await house.send()
    [row] = await house.rows()
    assert (row.state, row.reason, row.smtp_status) == ("failed", "refused_by_server", "5.1.1")
    bodies = await house.pool.fetch("SELECT body FROM outbox")
    assert bodies
    assert not any(b"mira" in row["body"] for row in bodies)


async def test_nothing_is_lost_while_the_mail_server_is_away(house: House) -> None:
    """Mails wait behind the circuit and go out when the server is back."""
    await house.post.close()
    for number in range(5):
        await registered(house, f"person{number}@example.org")
    await house.send()
    assert {state for _, state, _ in await house.states()} <= {"pending", "deferred"}
    assert await house.send() == 0
    await house.post.open()
    for _ in range(5):
        house.clock.now += timedelta(minutes=1)
        await house.send()
    assert sorted(house.post.recipients) == [f"person{n}@example.org" for n in range(5)]
    assert {state for _, state, _ in await house.states()} == {"sent"}


async def test_a_mail_that_no_server_takes_for_two_days_is_given_up_visibly(house: House) -> None:
    """Retries have a bound; the end of it can be seen."""
    await registered(house)
    house.post.answers = ["451 4.2.0 no"] * 2
    await house.send()
    house.clock.now += RETRY_FOR + timedelta(minutes=1)
    await house.send()
    [row] = await house.rows()
    assert (row.state, row.reason, row.smtp_status) == ("failed", "gave_up", "4.2.0")


async def test_a_crash_before_the_commit_repeats_the_mail_after_its_lease(house: House) -> None:
    """At least once: a claimed mail whose process died is due again, with the same Message-ID."""
    await registered(house)
    async with transaction(house.pool) as opened:
        [claimed] = await store.claim(opened, NOW, NOW + LEASE, 10)
    assert await house.send() == 0
    house.clock.now += LEASE + timedelta(seconds=1)
    assert await house.send() == 1
    [mail] = house.post.mails
    assert mail["Message-ID"] == f"<{claimed.id}@auftakt.example>"


async def test_two_workers_never_hold_the_same_mail(house: House) -> None:
    """SKIP LOCKED, then the lease: replicas share the queue without sending twice."""
    for number in range(6):
        await registered(house, f"person{number}@example.org")
    async with transaction(house.pool) as one, transaction(house.pool) as other:
        first = await store.claim(one, NOW, NOW + LEASE, 4)
        second = await store.claim(other, NOW, NOW + LEASE, 4)
    assert len(first) == 4
    assert len(second) == 2
    assert not {d.id for d in first} & {d.id for d in second}
    async with transaction(house.pool) as third:
        assert await store.claim(third, NOW, NOW + LEASE, 4) == []
        assert await store.claim(third, NOW + LEASE - A_MOMENT, NOW + 2 * LEASE, 4) == []
        assert len(await store.claim(third, NOW + LEASE, NOW + 2 * LEASE, 9)) == 6


async def test_mails_about_a_booking_leave_in_the_order_of_its_versions(house: House) -> None:
    """Nobody reads the promotion before the waiting list."""
    waiting = person("waitlisted", position=1)
    first = booking(waiting)
    second = booking(
        person(id_=waiting.id), id=first.id, version=2, reason="promoted", contact_id=waiting.id
    )
    await house.apply(event(), contact(waiting.id))
    await house.apply_batch([first, second])
    house.post.answers = ["451 4.3.2 later"]
    await house.send()
    assert await house.send() == 0
    for _ in range(2):
        house.clock.now += timedelta(minutes=1)
        await house.send()
    subjects = [mail["Subject"].partition(":")[0] for mail in house.post.mails]
    assert subjects == ["Warteliste", "Sie haben einen Platz"]


async def test_every_change_of_state_is_announced_in_order(house: House) -> None:
    """I3 for deliveries: versions 1..n of each, keyed by event."""
    await registered(house)
    house.post.answers = ["451 4.3.2 later"]
    await house.send()
    house.clock.now += timedelta(minutes=1)
    await house.send()
    rows = await house.pool.fetch(
        "SELECT key, convert_from(body, 'UTF8')::jsonb ->> 'state' AS state,"
        " (convert_from(body, 'UTF8')::jsonb ->> 'version')::int AS version FROM outbox ORDER BY id"
    )
    assert [(row["state"], row["version"]) for row in rows] == [
        ("pending", 1),
        ("deferred", 2),
        ("sent", 3),
    ]
    assert {row["key"] for row in rows} == {str(event().id)}


async def test_one_mail_that_cannot_be_worded_fails_alone(house: House) -> None:
    """A poisoned fact must not hold up the queue."""
    await registered(house, "first@example.org")
    await house.pool.execute("UPDATE deliveries SET fact = '{}'::bytea")
    await registered(house, "second@example.org")
    await house.send()
    assert sorted(await house.states()) == [
        ("confirmation", "failed", "not_composable"),
        ("confirmation", "sent", None),
    ]


async def test_a_fault_in_wording_one_mail_fails_it_alone(house: House) -> None:
    """A fault of ours must not hold up the queue either."""
    await registered(house, "first@example.org")
    await registered(house, "second@example.org")
    dispatch = house.use_cases.dispatch
    bad = await house.pool.fetchval("SELECT id FROM deliveries ORDER BY number LIMIT 1")

    async def gather(opened: Connection, claimed: Sequence[Delivery]) -> Compose:
        compose = await dispatch.gather(opened, claimed)

        def faulty(delivery: Delivery) -> Composed:
            if delivery.id == bad:
                raise ZeroDivisionError
            return compose(delivery)

        return faulty

    await replace(dispatch, gather=gather).run_once()
    assert sorted(await house.states()) == [
        ("confirmation", "failed", "not_composable"),
        ("confirmation", "sent", None),
    ]


async def test_an_erased_person_gets_nothing_more(house: House) -> None:
    """I7: the tombstone removes the row and suppresses what is queued."""
    booked = booking()
    who = booked.people[0].id
    await house.apply(event(), contact(who), booked)
    await house.apply(erasure := tombstone(who))
    assert await house.states() == [("confirmation", "suppressed", "erased")]
    assert await house.pool.fetchval("SELECT fact FROM deliveries") is None
    await house.send()
    assert await house.states() == [("confirmation", "suppressed", "erased")]
    assert house.post.mails == []
    assert await house.pool.fetchval("SELECT count(*) FROM contacts") == 0
    await house.apply(contact(who))
    assert await house.pool.fetchval("SELECT count(*) FROM contacts") == 0
    await house.apply(erasure, booking(person(id_=who)))
    await house.send()
    assert house.post.mails == []


async def test_a_mail_that_failed_keeps_no_words_for_who_is_erased(house: House) -> None:
    """I7: what failed for want of a part waits for it; for the erased it never comes."""
    booked = booking()
    who = booked.people[0].id
    await house.apply(event(), booked)
    await house.pool.execute("UPDATE deliveries SET state = 'failed', reason = 'contact_missing'")
    assert await house.pool.fetchval("SELECT fact FROM deliveries") is not None
    await house.apply(tombstone(who))
    assert await house.pool.fetchval("SELECT fact FROM deliveries") is None


async def test_coordinates_that_were_to_be_applied_again_are_erased_with_the_person(
    house: House,
) -> None:
    """I7: an operator's replay that nobody took up yet holds plaintext."""
    gone, stays = person().id, person().id
    for who in (gone, stays):
        await house.pool.execute(
            "INSERT INTO replays (consumer_group, topic, partition, record_offset, key, body,"
            " headers, recorded_at) VALUES ('notifications.contacts', $1, 0, 1, $2, $3, '{}', $4)",
            CONTACTS.name,
            str(who),
            b"Mira Beispiel",
            house.clock(),
        )
    await house.apply(tombstone(gone))
    kept = await house.pool.fetch("SELECT key FROM replays")
    assert [row["key"] for row in kept] == [str(stays)]


async def test_a_mail_on_its_way_while_its_person_is_erased_is_not_tried_again(
    house: House,
) -> None:
    """I7: what a worker holds at that moment may arrive, a second attempt may not."""
    await house.apply(event(), booked := booking(), contact(who := booked.people[0].id))
    now = house.clock()
    async with transaction(house.pool) as opened:
        [held] = await store.claim(opened, now, now + LEASE, 1)
    await house.apply(tombstone(who))
    async with transaction(house.pool) as opened:
        await store.settle(opened, held.id, answered(held, 451, "4.3.0 later", now, 0.5), now)
    assert await house.states() == [("confirmation", "deferred", "deferred_by_server")]
    house.clock.now += timedelta(hours=1)
    await house.send()
    assert await house.states() == [("confirmation", "suppressed", "erased")]
    assert house.post.mails == []


async def test_the_balance_of_mails_holds_and_notices_what_is_overdue(house: House) -> None:
    """I5: required = sent + failed + suppressed + pending, and pending is younger than T."""
    await registered(house, "good@example.org")
    await registered(house, "bad@example.org")
    await house.apply(booking(contact_id=None))
    house.post.refuse_recipients["bad@example.org"] = "550 5.1.1 no"
    await house.send()
    await house.apply(booking())
    async with connection(house.pool) as opened:
        found = await store.balance(opened, house.clock(), RETRY_FOR)
        late = await store.balance(opened, house.clock() + RETRY_FOR, RETRY_FOR)
    assert (found.required, found.sent, found.failed, found.suppressed) == (4, 1, 1, 1)
    assert (found.pending, found.overdue, found.holds) == (1, 0, True)
    assert (late.pending, late.overdue, late.holds) == (0, 1, False)


async def test_states_are_counted_for_operators(house: House) -> None:
    """Queue age and mails by state are measured."""
    await registered(house)
    house.clock.now += timedelta(seconds=90)
    async with connection(house.pool) as opened:
        counted = await store.count_states(opened, house.clock())
    assert counted[State.PENDING] == (1, 90.0)


async def test_an_orderly_end_finishes_the_mail_on_its_way_and_frees_the_others(
    house: House,
) -> None:
    """A restart repeats nothing and holds up nothing."""
    house = House.build(house.pool, house.post, lines=1)
    for number in range(3):
        await registered(house, f"person{number}@example.org")
    taken = asyncio.Event()
    house.post.on_taken = taken.set
    house.post.hold = asyncio.Event()
    sending = asyncio.create_task(house.send())
    async with asyncio.timeout(10):
        await taken.wait()
    sending.cancel()
    await asyncio.sleep(0)
    house.post.hold.set()
    await asyncio.gather(sending, return_exceptions=True)
    assert sorted(state for _, state, _ in await house.states()) == ["pending", "pending", "sent"]
    await house.send()
    assert sorted(house.post.recipients) == [f"person{n}@example.org" for n in range(3)]
    await house.use_cases.postman.close()


async def test_a_kill_between_the_servers_answer_and_the_commit_repeats_one_mail(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stated bound of at-least-once: the same mail, the same Message-ID, once more."""
    monkeypatch.setattr(use_cases, "FINISH_SECONDS", 0)
    await registered(house)
    taken = asyncio.Event()
    house.post.on_taken = taken.set
    house.post.hold = asyncio.Event()
    sending = asyncio.create_task(house.send())
    async with asyncio.timeout(10):
        await taken.wait()
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    house.post.hold.set()
    assert await house.states() == [("confirmation", "sending", None)]
    house.clock.now += LEASE + timedelta(seconds=1)
    await house.send()
    assert await house.states() == [("confirmation", "sent", None)]
    assert len(house.post.mails) == 2
    assert len({mail["Message-ID"] for mail in house.post.mails}) == 1


async def test_a_server_that_never_answers_costs_a_bounded_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hanging server defers the mail instead of holding the worker for ever."""
    monkeypatch.setattr(postman, "SEND_WITHIN", timedelta(seconds=0.5))
    await registered(house)
    house.post.hold = asyncio.Event()
    async with asyncio.timeout(10):
        await house.send()
    house.post.hold.set()
    assert await house.states() == [("confirmation", "deferred", "server_unreachable")]
