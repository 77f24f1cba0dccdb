"""Erasing by the clock: people of events that are long over, and what has a period of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.registration.erasure import use_cases
from services.registration.erasure.domain import USUAL_DAYS, Wanted, retention
from services.registration.erasure.use_cases import Erasures
from services.registration.events.domain import EventKind
from shared.database.pool import Connection
from tests.services.registration.erasure.conftest import Occasion
from tests.services.registration.house import NOW, answer, faults
from tests.services.registration.ideas.rooms import gather

ENDS = NOW + timedelta(days=9, hours=6)
DAY = timedelta(days=1)


async def _sweep(occasion: Occasion, days: float) -> int:
    """Let the clock's step run until nothing is left to do, so many days after the end."""
    occasion.house.now = ENDS + days * DAY
    total = 0
    while done := await occasion.house.use_cases.erasures.erase_due():
        total += done
    return total


def test_every_kind_of_event_has_a_usual_period() -> None:
    """A kind that is added gets one on purpose, not by accident."""
    assert {kind.value for kind in EventKind} == set(USUAL_DAYS)
    assert retention("health_day", ENDS, None).erased_from == ENDS + 31 * DAY
    assert retention("health_day", ENDS, 7).erased_from == ENDS + 7 * DAY


async def test_when_the_time_is_over_everybody_is_forgotten_in_batches_and_nobody_is_told(
    occasion: Occasion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures stay; no mail is called for; each batch locks the event but for a moment."""
    monkeypatch.setattr(use_cases, "BOOKINGS_AT_ONCE", 2)
    for name in ("Mira", "Juri", "Wanda", "Anna", "Bodo"):
        await occasion.register(name, email=f"{name.lower()}@example.org")
    before = await occasion.pool.fetch("SELECT id, status FROM booked_people ORDER BY id")
    places = await occasion.pool.fetch("SELECT * FROM places ORDER BY place_id")
    assert await _sweep(occasion, 89.9) == 0
    assert "mira" in await occasion.known()
    assert await _sweep(occasion, 90) == 5
    known = await occasion.known()
    assert not [n for n in ("mira", "juri", "wanda", "anna", "bodo") if n in known]
    assert await occasion.pool.fetch("SELECT id, status FROM booked_people ORDER BY id") == before
    assert await occasion.pool.fetch("SELECT * FROM places ORDER BY place_id") == places
    told = await occasion.house.messages("registration.bookings.v1")
    assert [m["body"]["reason"] for m in told[-5:]] == ["erased"] * 5
    assert await occasion.house.messages("registration.mail-requests.v1") == []
    counts = await occasion.pool.fetch(
        "SELECT changed FROM audit_log WHERE what = 'events.people_erased' ORDER BY at"
    )
    assert len(counts) == 3


async def test_ideas_of_the_room_go_with_the_people_of_the_event(occasion: Occasion) -> None:
    """Also at an event without registrations; ideas that are to be kept stay, without devices."""
    gone = await gather(occasion.house)
    kept = await gather(occasion.house, retention="kept")
    for room in (gone, kept):
        await (await room.phone()).idea(room.categories[0], "Obstkorb")
    await _sweep(occasion, 400)
    texts = await occasion.pool.fetch("SELECT event_id::text, device FROM ideas")
    assert [tuple(row) for row in texts] == [(kept.event["id"], None)]


async def test_who_is_added_after_that_is_found_the_next_day(occasion: Occasion) -> None:
    """A late entry by the team doesn't stay for ever."""
    await occasion.register("Mira", email="mira@example.org")
    assert await _sweep(occasion, 100) == 1
    await occasion.pool.execute(
        "UPDATE booked_people SET name = 'Nachzügler', erased_at = NULL; "
        "UPDATE bookings SET erased_at = NULL"
    )
    assert await _sweep(occasion, 100.5) == 0
    assert await _sweep(occasion, 101.1) == 1
    assert "nachzügler" not in await occasion.known()


async def test_the_organizer_chooses_how_long_an_event_keeps_its_people(
    occasion: Occasion,
) -> None:
    """Shorter or longer than usual, from 1 day to 2 years; read by the whole team."""
    await occasion.register("Mira", email="mira@example.org")
    house, event = occasion.house, occasion.event
    path = f"/api/v1/events/{event['id']}/retention"
    organizer = await house.token("organizer", event["organiser_id"])
    async with house.client(organizer) as http:
        usual = await answer(await http.get(path), 200)
        assert (usual["days"], usual["chosen"]) == (90, False)
        assert "days" in faults(await http.patch(path, json={"days": 0}))
        assert (await answer(await http.patch(path, json={}), 200))["days"] == 90
        chosen = await answer(await http.patch(path, json={"days": 7}), 200)
        assert (chosen["days"], chosen["chosen"]) == (7, True)
        assert datetime.fromisoformat(chosen["erased_from"]) == ENDS + 7 * DAY
    async with house.client(await house.token("auditor", event["organiser_id"])) as http:
        assert (await answer(await http.get(path), 200))["days"] == 7
        assert (await http.patch(path, json={"days": 8})).status_code == 403
    assert await _sweep(occasion, 6.9) == 0
    assert await _sweep(occasion, 7) == 1


async def test_what_other_slices_hold_goes_in_the_same_transaction_and_by_its_own_clock(
    occasion: Occasion,
) -> None:
    """The hooks: people of a booking are handed on; what is due by itself comes in batches."""
    booking = await occasion.register("Mira", email="mira@example.org")
    forgotten: list[UUID] = []
    left = [3, 2, 0]

    async def forget(lent: Connection, ids: Sequence[UUID], now: datetime) -> None:
        assert await lent.fetchval("SELECT count(*) FROM booked_people WHERE erased_at = $1", now)
        forgotten.extend(ids)

    async def sweep(lent: Connection, now: datetime, limit: int) -> int:
        assert limit > 0
        return left.pop(0)

    erasures = Erasures(occasion.pool, lambda: occasion.house.now, forget=[forget], sweeps=[sweep])
    await erasures.erase(UUID(booking["id"]), Wanted())
    assert forgotten == [UUID(booking["people"][0]["id"])]
    done: list[Any] = [await erasures.erase_due() for _ in range(3)]
    assert done == [3, 2, 0]


async def test_an_event_that_fails_does_not_keep_the_others_waiting(
    occasion: Occasion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bounded time for everybody else; the fault is raised in the end, where operators see it."""
    await occasion.register("Mira", email="mira@example.org")
    broken = occasion.event
    await occasion.open()
    await occasion.register("Juri", email="juri@example.org")
    healthy = use_cases.Erasures._sweep_event

    async def sweep(self: Erasures, event_id: UUID, now: datetime) -> int:
        if str(event_id) == broken["id"]:
            raise RuntimeError
        return await healthy(self, event_id, now)

    monkeypatch.setattr(use_cases.Erasures, "_sweep_event", sweep)
    occasion.house.now = ENDS + 100 * DAY
    with pytest.raises(RuntimeError):
        await occasion.house.use_cases.erasures.erase_due()
    known = await occasion.known()
    assert "juri" not in known
    assert "mira" in known
