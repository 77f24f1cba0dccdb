"""Moving and calling off in the browser: first whom it reaches, then one button."""

from __future__ import annotations

from typing import Any

from tests.services.registration.house import House, answer
from tests.services.registration.planner import Desk

MAILS, BOOKINGS = "registration.mail-requests.v1", "registration.bookings.v1"


async def published(house: House, network: dict[str, Any]) -> str:
    """The id of an event for which Anna is registered by mail and Jo without an address."""
    event = await house.event(network["id"])
    path = f"/api/v1/events/{event['id']}/registrations"
    async with house.client() as guest:
        for email, name in (("anna@example.org", "Anna"), (None, "Jo")):
            people = [{"name": name, "sessions": []}]
            await answer(
                await guest.post(path, json={"contact": {"email": email}, "people": people}), 201
            )
    return str(event["id"])


async def reasons(house: House) -> list[str]:
    """Why bookings were told of."""
    return [m["body"]["reason"] for m in await house.messages(BOOKINGS)]


async def test_another_day_is_chosen_seen_and_then_told(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects from surprises: nothing moves before the preview, everything after its button."""
    event_id = await published(house, network)
    own = f"/organizer/events/{event_id}"
    assert f'{own}/reschedule"' in await desk.open(own)
    form = await desk.open(f"{own}/reschedule")
    assert "1 E-Mail geht sofort hinaus" in form
    assert "1 Anmeldung hat keine Adresse." in form
    typed = {"starts_on": "2027-05-19", "starts_time": "10:30", "note__de": "Der Saal <fehlt>."}
    preview = await desk.send(f"{own}/reschedule", page=form, do="preview", **typed)
    assert preview.status_code == 200
    assert "Mittwoch, 19. Mai 2027" in preview.text
    assert "2 Anmeldungen bleiben" in preview.text
    assert "Der Saal &lt;fehlt&gt;." in preview.text
    assert set(await reasons(house)) == {"registered"}
    again = await desk.send(f"{own}/reschedule", page=preview.text, do="change")
    assert 'value="2027-05-19"' in again.text
    assert "Der Saal &lt;fehlt&gt;." in again.text
    moved = await desk.send(f"{own}/reschedule", page=preview.text, do="move")
    assert moved.status_code == 303
    assert "Der Termin ist verschoben." in await desk.open(f"{own}?done=reschedule")
    assert (await reasons(house)).count("event_moved") == 2
    assert "Der Saal &lt;fehlt&gt;." in (await house.client().get(f"/e/{event_id}")).text
    stale = await desk.send(f"{own}/reschedule", page=preview.text, do="move")
    assert stale.status_code == 409
    assert (await reasons(house)).count("event_moved") == 2


async def test_what_is_wrong_with_a_day_stands_at_its_field(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects what was typed: each fault beside its field, the rest as it was."""
    own = f"/organizer/events/{await published(house, network)}"
    wrong: list[tuple[dict[str, str], str]] = [
        ({}, "Das ist der bisherige Termin."),
        ({"starts_on": "2020-05-19"}, "Das liegt in der Vergangenheit."),
        ({"starts_on": "morgen"}, "Bitte schreiben Sie ein Datum"),
        ({"starts_on": "", "starts_time": ""}, 'aria-invalid="true"'),
        ({"starts_on": "2027-05-19", "ends_time": "00:10"}, "Das Ende liegt vor dem Beginn."),
        ({"starts_on": "2027-05-19", "bookings": "weg"}, 'aria-invalid="true"'),
        ({"starts_on": "2027-05-19", "note__de": "x" * 9_000}, 'aria-invalid="true"'),
    ]
    for typed, said in wrong:
        for do in ("preview", "move"):
            answered = await desk.send(f"{own}/reschedule", do=do, **typed)
            assert answered.status_code == 422, (typed, answered.status_code)
            assert said in answered.text, typed
    assert set(await reasons(house)) == {"registered"}


async def test_an_event_is_called_off_with_a_note_and_gets_a_new_day(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects kept registrations: postponed, told why, and on again from the same page."""
    event_id = await published(house, network)
    own = f"/organizer/events/{event_id}"
    long = await desk.send(f"{own}/cancel", do="", note__de="x" * 9_000, bookings="keep")
    assert long.status_code == 422
    assert "x" * 100 in long.text
    kept = await desk.send(f"{own}/cancel", do="", note__de="Sturm.", bookings="keep")
    assert kept.headers["location"].endswith("?done=postpone")
    page = await desk.open(f"{own}?done=postpone")
    assert "die Anmeldungen bleiben" in page
    assert "Neuen Termin festlegen" in page
    assert "Sturm." in (await house.client().get(f"/e/{event_id}")).text
    preview = await desk.send(f"{own}/reschedule", do="preview", starts_on="2027-05-19")
    assert (await desk.send(f"{own}/reschedule", page=preview.text, do="move")).status_code == 303
    assert (await reasons(house))[2:] == ["event_cancelled"] * 2 + ["event_moved"] * 2
    async with await house.administrator() as other:
        found = await answer(await other.get(f"/api/v1/events/{event_id}"), 200)
    assert (found["status"], found["notice"]) == ("published", {})


async def test_drafts_and_closed_events_are_not_moved_here(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects reports: what is over stays where it was; a draft is simply changed."""
    draft = await house.event(network["id"], publish=False)
    over = await published(house, network)
    async with await house.administrator() as other:
        await answer(await other.post(f"/api/v1/events/{over}/close"), 200)
    for event_id in (draft["id"], over):
        own = f"/organizer/events/{event_id}"
        assert "Das geht nicht mehr." in await desk.open(f"{own}/reschedule", 409)
    assert "Das geht nicht mehr." in await desk.open(f"/organizer/events/{over}/cancel", 409)


async def test_the_plan_of_a_published_event_never_moves_it(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects participants: only the page with the preview moves; the plan leads there."""
    event_id = await published(house, network)
    own = f"/organizer/events/{event_id}"
    page = await desk.open(f"{own}/plan/where")
    assert f'{own}/reschedule"' in page
    forged = await desk.send(f"{own}/plan/where", starts_on="2027-06-19", venue="Aula")
    assert forged.status_code in {303, 409}
    async with await house.administrator() as other:
        found = await answer(await other.get(f"/api/v1/events/{event_id}"), 200)
    assert found["starts_at"].startswith("2027-05-12")
    assert set(await reasons(house)) == {"registered"}
