"""The event moves, is called off or copied: what becomes of contingents and open invitations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.services.registration.house import NOW, House
from tests.services.registration.invitations.conftest import Meeting, make_meeting, token_of

STARTS_AT = NOW + timedelta(days=9)
LATER = (STARTS_AT + timedelta(days=7)).isoformat()
NAMES = ("Ada Eins", "Bob Zwei", "Cem Drei", "Dora Vier")


async def told(meeting: Meeting) -> list[tuple[str, str]]:
    """Mails to the invited after the invitation itself: kind and person."""
    found = [m["body"] for m in await meeting.house.messages("registration.mail-requests.v1")]
    return [
        (body["kind"], body["person_id"])
        for body in found
        if body.get("kind", "").startswith("invitation_")
    ]


async def invited(meeting: Meeting) -> list[str]:
    """Four who were invited: one registered, one declined, one revoked, the last has not answered.

    Returns their ids.
    """
    guests = [{"name": n, "email": f"{n.split()[0]}@example.org"} for n in NAMES]
    ids = [str(each["id"]) for each in await meeting.invite(*guests)]
    await meeting.register(await token_of(meeting.house, ids[0]), NAMES[0])
    async with meeting.house.client(await token_of(meeting.house, ids[1])) as client:
        assert (await client.post("/api/v1/invitation/decline")).status_code == 200
    await meeting.ask("POST", f"/invitations/{ids[2]}/revoke", 200)
    return ids


async def booked_reasons(meeting: Meeting) -> list[str]:
    """Why bookings changed, in order."""
    found = await meeting.house.messages("registration.bookings.v1")
    return [m["body"]["reason"] for m in found if "reason" in (m["body"] or {})]


async def test_only_who_has_not_answered_is_told_of_a_cancellation_as_invited(
    meeting: Meeting,
) -> None:
    """Who is registered gets the mail about their booking alone; nobody is told twice."""
    ids = await invited(meeting)
    await meeting.ask("POST", "/events/{event}/cancel", 200, {"bookings": "keep"})
    await meeting.ask("POST", "/events/{event}/cancel", 200, {"bookings": "release"})
    assert await told(meeting) == [("invitation_called_off", ids[3])]
    assert await booked_reasons(meeting) == ["registered", "event_cancelled", "event_cancelled"]


async def test_who_has_not_answered_is_told_of_another_day(meeting: Meeting) -> None:
    """Moved, with or without bookings, and once for each move; the mail waits for this version."""
    ids = await invited(meeting)
    await meeting.ask(
        "POST", "/events/{event}/reschedule", 200, {"starts_at": LATER, "bookings": "keep"}
    )
    assert await told(meeting) == [("invitation_moved", ids[3])]
    body = {"starts_at": STARTS_AT.isoformat(), "bookings": "release", "note": {"de": "Im Saal"}}
    event = await meeting.ask("POST", "/events/{event}/reschedule", 200, body)
    assert await told(meeting) == [("invitation_moved", ids[3])] * 2
    mails = await meeting.house.messages("registration.mail-requests.v1")
    (last,) = [
        m["body"]
        for m in mails
        if m["body"].get("event_version") == event["version"] and m["body"].get("kind")
    ]
    assert (last["noted"], last["subject_id"]) == (True, meeting.event["id"])
    await meeting.ask("PATCH", "/events/{event}", 200, {"title": "Anderer Titel"})
    assert len(await told(meeting)) == 2


async def test_what_was_called_off_and_has_a_day_again_is_told(meeting: Meeting) -> None:
    """The promise of the first mail: if there is a new date, we write."""
    ids = await invited(meeting)
    await meeting.ask("POST", "/events/{event}/cancel", 200, {"bookings": "keep"})
    await meeting.ask(
        "POST", "/events/{event}/reschedule", 200, {"starts_at": LATER, "bookings": "keep"}
    )
    assert await told(meeting) == [("invitation_called_off", ids[3]), ("invitation_moved", ids[3])]


async def test_nobody_hears_of_a_draft(house: House) -> None:
    """Whose invitation never went out has nothing to be told."""
    meeting = await make_meeting(house, publish=False)
    await meeting.invite({"name": "Mira Muster", "email": "mira@example.org"})
    change = {"starts_at": LATER, "ends_at": (STARTS_AT + timedelta(days=8)).isoformat()}
    await meeting.ask("PATCH", "/events/{event}", 200, change)
    await meeting.ask("POST", "/events/{event}/cancel", 200, {})
    assert await told(meeting) == []


async def test_a_release_moves_along_by_the_clock_on_the_wall(house: House) -> None:
    """Two days before at eleven stays so, also where the clocks change in between."""
    meeting = await make_meeting(house)
    day = STARTS_AT - timedelta(days=2)
    ours = await meeting.contingent(meeting.university, 5, release_at=day.isoformat())
    kept = await meeting.contingent(meeting.insurer, 5)
    winter = datetime(2027, 11, 1, 10, tzinfo=UTC)  # the day after the clocks went back
    body = {"starts_at": winter.isoformat(), "bookings": "keep"}
    await meeting.ask("POST", "/events/{event}/reschedule", 200, body)
    moved = (await meeting.standing(ours))["release_at"]
    assert datetime.fromisoformat(moved) == winter - timedelta(days=2, hours=1)
    assert (await meeting.standing(kept))["release_at"] is None


async def test_a_copy_keeps_the_places_and_invites_nobody(house: House) -> None:
    """Next time's event begins with the same delegations, what was released kept anew."""
    meeting = await make_meeting(house)
    day = STARTS_AT - timedelta(days=2)
    ours = await meeting.contingent(meeting.university, 11, release_at=day.isoformat())
    house.now += timedelta(minutes=1)  # they are listed in the order in which they were made
    await meeting.contingent(meeting.insurer, 3)
    await meeting.invite({"name": "Mira Muster", "email": "mira@example.org"})
    await meeting.ask("POST", f"/contingents/{ours['id']}/release", 200)
    copy = await meeting.ask("POST", "/events/{event}/copy", 201, {"starts_at": LATER})
    meeting.event = copy
    page: dict[str, Any] = await meeting.ask("GET", "/events/{event}/contingents", 200)
    found = [(c["organisation_id"], c["places"], c["released_at"]) for c in page["items"]]
    assert found == [(meeting.university["id"], 11, None), (meeting.insurer["id"], 3, None)]
    release_at = datetime.fromisoformat(page["items"][0]["release_at"])
    assert release_at == day + timedelta(days=7)
    assert page["items"][0]["url"] != ours["url"]
    assert (await meeting.ask("GET", "/events/{event}/invitations", 200))["items"] == []
