"""Scans, tallies and cards against a real database."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from services.registration.attendance.domain import Result
from services.registration.attendance.errors import UploadOver
from services.registration.attendance.sheet import render_sheet
from services.registration.attendance.use_cases import Doors, Tally, close_attendance
from services.registration.events.store import read_event
from shared.contracts.access import Grant
from shared.contracts.attendance import AttendanceClosed, ConfidentialTotal, ScanRecorded
from shared.database.pool import transaction
from shared.errors import InvalidFields, NotFound, WrongRole
from shared.web.principal import Principal
from tests.paper import complaints
from tests.services.registration.attendance.conftest import KEYS, NOW, House

RECORDED = "auftakt.registration.scan-recorded.v1"


def item(kind: str, **more: Any) -> dict[str, Any]:
    """A scan as JSON."""
    return {"scan_id": str(uuid4()), "kind": kind, "scanned_at": NOW.isoformat(), **more}


async def take(house: House, *items: Any, doors: Doors | None = None) -> list[Result]:
    """Deliver items; the advice for each."""
    raws = [msgspec.Raw(msgspec.json.encode(each)) for each in items]
    answers = await (doors or house.doors).take_scans(house.steward, house.event.id, raws)
    return [answer.result for answer in answers]


async def test_a_scan_is_kept_once_and_announced_without_its_ticket(house: House) -> None:
    """I3 and I4 at the door: one fact, one message, an attendee id instead of the ticket."""
    ticket = await house.ticket()
    arrival = item("in", ticket=ticket)
    assert await take(house, arrival) == [Result.OK]
    assert await take(house, arrival) == [Result.DUPLICATE]
    [(type_, body)] = await house.messages()
    assert type_ == RECORDED
    assert ticket.encode() not in body
    recorded = msgspec.json.decode(body, type=ScanRecorded)
    assert (recorded.kind, recorded.attendee_kind) == ("in", "booked")


async def test_two_phones_with_the_same_upload_keep_it_once(house: House) -> None:
    """A retry overtakes its first try."""
    batch = [item("in") for _ in range(20)]
    await asyncio.gather(*(take(house, *batch) for _ in range(4)))
    assert await house.pool.fetchval("SELECT count(*) FROM scans") == 20
    assert len(await house.messages()) == 20


async def test_a_malformed_item_is_refused_alone(house: House) -> None:
    """One broken entry never costs the others their place in the figures."""
    results = await take(
        house,
        item("in"),
        {"scan_id": "not-a-uuid", "kind": "in", "scanned_at": NOW.isoformat()},
        {"kind": "in"},
        17,
        item("sideways"),
        item("void"),
        item("station"),
        item("in", scanned_at="2027-05-12T08:30:00"),
        item("in", device="Tür\u0000"),
        item("in", voids=str(uuid4())),
        item("in"),
    )
    assert results == [Result.OK, *[Result.INVALID] * 9, Result.OK]


async def test_a_forged_ticket_is_unknown(house: House) -> None:
    """The id alone opens nothing: the MAC must be right, too."""
    ticket = await house.ticket()
    forged = ticket[:-4] + ("AAAA" if not ticket.endswith("AAAA") else "BBBB")
    other_key = ticket.replace("k1.", "k2.", 1)
    scans = [item("in", ticket=each) for each in (forged, other_key, "x" * 300)]
    assert await take(house, *scans) == [Result.UNKNOWN_TICKET] * 3
    assert await house.messages() == []


async def test_the_address_in_the_qr_code_is_as_good_as_the_ticket(house: House) -> None:
    """Hand scanners type what they read."""
    ticket = await house.ticket()
    scan = item("in", ticket=f"http://localhost:8000/t/{ticket}")
    assert await take(house, scan) == [Result.OK]


async def test_a_refused_person_leaves_a_fact_all_the_same(house: House) -> None:
    """The fold decides later: a place may still be given."""
    scan = item("in", ticket=await house.ticket("waitlisted"))
    assert await take(house, scan) == [Result.NOT_CONFIRMED]
    assert len(await house.messages()) == 1


async def test_scans_come_in_until_thirty_days_after_the_event(house: House) -> None:
    """Then a 409 instead of figures that change for ever."""
    end = house.event.ends_at + timedelta(days=30)
    late = Doors(house.pool, KEYS, lambda: end)
    assert await take(house, item("in", scanned_at=end.isoformat()), doors=late) == [Result.OK]
    too_late = Doors(house.pool, KEYS, lambda: end + timedelta(seconds=1))
    with pytest.raises(UploadOver):
        await take(house, item("in"), doors=too_late)


async def test_only_people_of_the_door_may_scan(house: House) -> None:
    """A partner is refused, a stranger doesn't learn that the event exists."""
    for role, organisation, refusal in (
        ("partner", house.event.organiser_id, WrongRole),
        ("steward", uuid4(), NotFound),
    ):
        grant = Grant(role=role, organisation_id=organisation)
        stranger = House(
            house.doors, house.event, Principal(uuid4(), (grant,), "token"), house.pool
        )
        with pytest.raises(refusal):
            await take(stranger, item("in"))


async def test_a_tally_only_rises_and_stays_silent_until_close(house: House) -> None:
    """Design §5: no message, no time, no scan; the figure appears with the close."""
    for total in (3, 9, 5):
        tally = Tally("tablet", house.counselling, total)
        await house.doors.take_tallies(house.steward, house.event.id, [tally])
    second = Tally("phone", house.counselling, 4)
    await house.doors.take_tallies(house.steward, house.event.id, [second])
    assert await house.messages() == []
    async with transaction(house.pool) as lent:
        event = await read_event(lent, house.event.id)
        assert event is not None
        await close_attendance(lent, event, NOW)
    total_message, barrier = await house.messages()
    assert msgspec.json.decode(total_message[1], type=ConfidentialTotal).total == 13
    closed = msgspec.json.decode(barrier[1], type=AttendanceClosed)
    assert (closed.scans, closed.totals) == (0, 1)


async def test_no_column_could_join_a_tally_to_an_arrival(house: House) -> None:
    """By construction: the table knows session, device, event and total, nothing else."""
    rows = await house.pool.fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'tallies'"
    )
    assert {row["column_name"] for row in rows} == {"session_id", "device", "event_id", "total"}


async def test_a_tally_for_an_open_session_names_the_field(house: House) -> None:
    """Only confidential sessions are counted as totals."""
    with pytest.raises(InvalidFields) as refused:
        await house.doors.take_tallies(
            house.steward, house.event.id, [Tally("tablet", house.station, 1)]
        )
    assert refused.value.errors[0].field == "tallies[0].session_id"


async def test_cards_are_tickets_and_a_sheet(house: House) -> None:
    """What is printed can be scanned, counts as a walk-in, and only by those who may print."""
    with pytest.raises(WrongRole):
        await house.doors.print_cards(house.steward, house.event.id, 1)
    grant = Grant(role="organizer", organisation_id=house.event.organiser_id)
    organizer = Principal(uuid4(), (grant,), "token")
    batch = await house.doors.print_cards(organizer, house.event.id, 12)
    again = await house.doors.cards_of_batch(organizer, house.event.id, batch.id)
    assert again.tickets == batch.tickets
    assert complaints(render_sheet(again, "http://localhost:8000")) == []
    assert await take(house, item("in", ticket=batch.tickets[0])) == [Result.OK]
    recorded = msgspec.json.decode((await house.messages())[0][1], type=ScanRecorded)
    assert recorded.attendee_kind == "card"
    assert isinstance(recorded.attendee_id, UUID)
