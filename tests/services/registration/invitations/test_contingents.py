"""Places that are kept for organisations: given, changed, released on a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.services.registration.house import NOW, House, faults
from tests.services.registration.invitations.conftest import Meeting, make_meeting, secret_of
from tests.services.registration.invitations.test_admission import pools_balance


async def test_contingents_fit_into_the_event(meeting: Meeting) -> None:
    """All of them together never promise more places than there are."""
    await meeting.contingent(meeting.insurer, 3)
    async with meeting.organizer() as client:
        path = f"/api/v1/events/{meeting.event['id']}/contingents"
        body = {"organisation_id": meeting.university["id"], "places": 13}
        assert "12 places left" in faults(await client.post(path, json=body))["places"]
        body = {"organisation_id": meeting.insurer["id"], "places": 1}
        told = await client.post(path, json=body)
        assert told.json()["type"].endswith(":contingent-exists")
        body = {"organisation_id": meeting.event["id"], "places": 1}
        assert "organisation_id" in faults(await client.post(path, json=body))
    await meeting.contingent(meeting.university, 12)


async def test_an_event_can_not_become_smaller_than_what_it_keeps(meeting: Meeting) -> None:
    """A promise to an organisation is not broken by planning anew."""
    await meeting.contingent(meeting.university, 11)
    async with meeting.organizer() as client:
        path = f"/api/v1/events/{meeting.event['id']}"
        assert (
            "11 places kept" in faults(await client.patch(path, json={"capacity": 10}))["capacity"]
        )
        assert (await client.patch(path, json={"capacity": 11})).status_code == 200


async def test_a_contingent_never_falls_below_what_is_taken(meeting: Meeting) -> None:
    """Who has a place keeps it; a larger contingent lets in who waits for it."""
    ours = await meeting.contingent(meeting.insurer, 2)
    await meeting.register(secret_of(ours), "Ada Eins", "Bob Zwei")
    waits = await meeting.register(secret_of(ours), "Cem Drei")
    async with meeting.organizer() as client:
        path = f"/api/v1/contingents/{ours['id']}"
        assert "places" in faults(await client.patch(path, json={"places": 1}))
        grown = (await client.patch(path, json={"places": 3})).json()
    assert (grown["held"], grown["waiting"]) == (3, 0)
    async with meeting.house.client(waits["manage_token"]) as client:
        shown = (await client.get(f"/api/v1/registrations/{waits['id']}")).json()
    assert shown["status"] == "confirmed"


async def test_unused_places_are_released_on_their_day_and_no_sooner(house: House) -> None:
    """The clock gives what an organisation didn't use to those who wait; once."""
    meeting = await make_meeting(house, admission="open", capacity=3)
    day = NOW + timedelta(days=2)
    ours = await meeting.contingent(meeting.university, 2, release_at=day.isoformat())
    await meeting.register(secret_of(ours), "Ada Eins")
    await meeting.register(None, "Bea Gast")
    waits = await meeting.register(None, "Cem Gast")
    assert waits["status"] == "waitlisted"
    contingents = house.use_cases.invitations.contingents
    house.now = day - timedelta(seconds=1)
    assert await contingents.release_due() == 0
    house.now = day
    assert await contingents.release_due() == 1
    assert await contingents.release_due() == 0
    async with house.client(waits["manage_token"]) as client:
        shown = (await client.get(f"/api/v1/registrations/{waits['id']}")).json()
    assert shown["status"] == "confirmed"
    stands = await meeting.standing(ours)
    assert (stands["held"], stands["unused"]) == (1, 0)
    assert datetime.fromisoformat(stands["released_at"]) == day
    pools = await house.pool.fetchval(
        "SELECT count(*) FROM places WHERE event_id = $1", meeting.event["id"]
    )
    assert pools == 1  # the event itself; nothing is kept any more


async def test_after_the_release_a_delegation_gets_what_is_free(meeting: Meeting) -> None:
    """The link still opens the door, but nothing is kept behind it."""
    ours = await meeting.contingent(meeting.insurer, 3)
    theirs = await meeting.contingent(meeting.university, 12)
    told = await meeting.ask("POST", f"/contingents/{ours['id']}/release", 200)
    assert told["unused"] == 0
    assert await meeting.ask("POST", f"/contingents/{ours['id']}/release", 200) == told
    assert (await meeting.register(secret_of(ours), "Ada Eins"))["status"] == "confirmed"
    await meeting.register(secret_of(theirs), *(f"Prof {c}x" for c in "ABCDEFGHIJKL"))
    assert (await meeting.register(secret_of(theirs), "Prof Zu Viel"))["status"] == "waitlisted"
    await pools_balance(meeting.house, meeting.event["id"])
    async with meeting.organizer() as client:
        again = await client.patch(f"/api/v1/contingents/{ours['id']}", json={"places": 2})
    assert again.json()["type"].endswith(":contingent-released")


async def test_contingents_are_for_who_plans_the_event(meeting: Meeting, house: House) -> None:
    """Strangers find nothing, partners may not, and who only watches changes nothing."""
    ours = await meeting.contingent(meeting.insurer, 3)
    path = f"/api/v1/events/{meeting.event['id']}/contingents"
    stranger = await house.organisation("Fremde Kasse", "insurer")
    expected = {
        await house.token("organizer", stranger["id"]): (404, 404),
        await house.token("partner", meeting.university["id"]): (403, 403),
        await house.token("auditor", meeting.insurer["id"]): (200, 403),
    }
    for token, (reads, changes) in expected.items():
        async with house.client(token) as client:
            assert (await client.get(path)).status_code == reads
            body = {"places": 2}
            changed = await client.patch(f"/api/v1/contingents/{ours['id']}", json=body)
            assert changed.status_code == changes
