"""An organizer plans a whole event in the browser; nothing typed is lost, nothing overwritten."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from services.registration.events.pages.organizer.merging import marks, merged
from shared.web.pages import Form
from tests.services.registration.house import House
from tests.services.registration.planner import Desk, fields, read


async def test_each_step_saves_what_it_shows_and_nothing_else(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects the plan: saving a page unchanged changes nothing; each field arrives."""
    insurer = await house.organisation("AOK PLUS", "insurer")
    event = await house.event(network["id"], publish=False)
    plan = f"/organizer/events/{event['id']}/plan"
    for step in ("basics", "where", "texts", "places", "people", "counting"):
        assert (await desk.send(f"{plan}/{step}")).status_code == 303, step
    assert await read(house, event["id"]) == event
    await desk.send(f"{plan}/basics", title="Auftakt in Jena", kind="kick_off", identity="code")
    await desk.send(f"{plan}/where", starts_time="10:15", venue="Rathaus, Markt 1")
    await desk.send(f"{plan}/texts", texts__de__summary="Für alle.", texts__ar__title="مرحبا")
    await desk.send(f"{plan}/texts", texts__de__mail_note="Bitte\r\nSportschuhe.")
    await desk.send(
        f"{plan}/places",
        capacity="55",
        promotion="offer",
        closes_on="2027-05-11",
        closes_time="18:00",
        waitlist=[],
        reminder=[],
    )
    await desk.send(f"{plan}/people", contact__name="Büro", partner_ids=[insurer["id"]])
    await desk.send(
        f"{plan}/counting",
        in_house="estimated",
        stay_minutes="90",
        report__min_cell="8",
        report__due="after-hours",
        report__grace_hours="48",
    )
    after = await read(house, event["id"])
    assert (after["title"], after["kind"], after["identity"]) == (
        "Auftakt in Jena",
        "kick_off",
        "code",
    )
    assert after["starts_at"] == "2027-05-12T08:15:00Z"
    assert after["ends_at"] == event["ends_at"]
    assert after["venue"] == "Rathaus, Markt 1"
    assert after["texts"]["de"]["summary"] == "Für alle."
    assert after["texts"]["ar"]["title"] == "مرحبا"
    assert (after["capacity"], after["waitlist"], after["promotion"]) == (55, False, "offer")
    assert (after["texts"]["de"]["mail_note"], after["reminder"]) == ("Bitte\nSportschuhe.", False)
    assert after["registration_closes_at"] == "2027-05-11T16:00:00Z"
    assert after["registration_opens_at"] == event["registration_opens_at"]
    assert after["contact"]["name"] == "Büro"
    assert after["partner_ids"] == [insurer["id"]]
    assert (after["in_house"], after["stay_minutes"]) == ("estimated", 90)
    assert after["report"]["min_cell"] == 8
    assert after["report"]["grace_seconds"] == 48 * 3600


async def test_the_programme_moves_with_its_draft(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects a moved draft from sessions left outside; without the tick the form says so."""
    event = await house.event(network["id"], publish=False)
    where = f"/organizer/events/{event['id']}/plan/where"
    left = await desk.send(where, starts_on="2027-06-02", ends_on="2027-06-02", move_sessions=[])
    assert left.status_code == 422
    assert "Das liegt außerhalb der Veranstaltung." in left.text
    moved = await desk.send(where, starts_on="2027-06-02", ends_on="2027-06-02")
    assert moved.status_code == 303
    after = await read(house, event["id"])
    assert {s["starts_at"] for s in after["sessions"]} == {"2027-06-02T09:00:00Z"}


async def test_all_faults_are_named_at_their_fields_and_nothing_typed_is_lost(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects work: one answer names every fault, on top and at the field, with all as typed."""
    event = await house.event(network["id"], publish=False)
    plan = f"/organizer/events/{event['id']}/plan"
    wrong = await desk.send(
        f"{plan}/places",
        capacity="viele",
        opens_on="2027-05-20",
        closes_on="2027-05-10",
        closes_time="12:00",
        waitlist=[],
    )
    assert wrong.status_code == 422
    assert 'id="error-summary"' in wrong.text
    assert wrong.text.count('aria-invalid="true"') == 2
    for name in ("capacity", "closes_on"):
        assert f'href="#field-{name}"' in wrong.text
    again = fields(wrong.text)
    assert (again["capacity"], again["closes_on"]) == (["viele"], ["2027-05-10"])
    assert "waitlist" not in again
    where = await desk.send(
        f"{plan}/where",
        starts_time="17:00",
        ends_time="9:00",
        join_url="x",
        venue="Neu <b>",
        ends_on="",
    )
    assert where.text.count('aria-invalid="true"') == 2
    assert fields(where.text)["venue"] == ["Neu <b>"]
    people = await desk.send(f"{plan}/people", contact__name="", contact__email="kein")
    assert 'href="#field-contact-name"' in people.text
    assert 'href="#field-contact-email"' in people.text
    assert await read(house, event["id"]) == event


async def test_what_somebody_else_saved_is_shown_and_never_overwritten(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects two people at one page: joined where it can be, asked where both changed a field."""
    event = await house.event(network["id"], publish=False)
    path = f"/organizer/events/{event['id']}/plan/places"
    opened = await desk.open(path)
    async with await house.administrator() as other:
        await other.patch(
            f"/api/v1/events/{event['id']}", json={"capacity": 60, "promotion": "offer"}
        )
    stale = await desk.send(path, page=opened, capacity="70")
    assert stale.status_code == 409
    assert "Jemand anderes hat inzwischen gespeichert" in stale.text
    assert "gespeichert ist „60“" in stale.text
    again = fields(stale.text)
    assert again["capacity"] == ["70"]
    assert again["promotion"] == ["offer"]
    assert (await read(house, event["id"]))["capacity"] == 60
    assert (await desk.send(path, page=stale.text)).status_code == 303
    after = await read(house, event["id"])
    assert (after["capacity"], after["promotion"]) == (70, "offer")


async def test_changes_of_other_fields_meanwhile_don_t_bother(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects the flow: who works on another part of the plan is in nobody's way."""
    event = await house.event(network["id"], publish=False)
    path = f"/organizer/events/{event['id']}/plan/places"
    opened = await desk.open(path)
    async with await house.administrator() as other:
        await other.patch(f"/api/v1/events/{event['id']}", json={"venue": "Rathaus"})
    assert (await desk.send(path, page=opened, capacity="70")).status_code == 303
    after = await read(house, event["id"])
    assert (after["capacity"], after["venue"]) == (70, "Rathaus")


def test_a_field_back_to_what_the_other_saved_is_no_quarrel() -> None:
    """Protects from questions with one answer: both wrote the same."""
    saved = Form([("title", "Neu"), ("place", "Rathaus")])
    opened = marks(("title", "place"), Form([("title", "Alt"), ("place", "Rathaus")]))
    both = merged(("title", "place"), Form([("title", "Neu"), ("place", "Park")]), saved, opened)
    assert both.is_safe
    assert both.form.get("place") == "Park"


async def test_the_programme_is_a_list_to_add_change_order_and_shorten(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects planning: every button of the list does what it says, without a script."""
    event = await house.event(network["id"], publish=False)
    first, second = event["sessions"]
    programme = f"/organizer/events/{event['id']}/plan/programme"
    added = await desk.send(
        f"{programme}/new",
        do="more",
        title="Blutdruck",
        kind="station",
        how="slots",
        starts_time="11:30",
        ends_time="12:30",
        slots__every_minutes="15",
        slots__capacity="2",
    )
    assert added.status_code == 303
    assert added.headers["location"].endswith("/plan/programme/new?saved=yes")
    after = await read(house, event["id"])
    new = next(s for s in after["sessions"] if s["title"] == "Blutdruck" and not s["slot_of"])
    slots = [s for s in after["sessions"] if s["slot_of"] == new["id"]]
    assert [s["capacity"] for s in slots] == [2, 2, 2, 2]
    await desk.send(programme, do=f"up:{new['id']}")
    await desk.send(programme, do=f"up:{new['id']}")
    titles = [s["title"] for s in (await read(house, event["id"]))["sessions"] if not s["slot_of"]]
    assert titles == ["Blutdruck", first["title"], second["title"]]
    await desk.send(programme, do="sort")
    await desk.send(programme, do=f"remove:{second['id']}")
    await desk.send(f"{programme}/{new['id']}", how="booked", capacity="9", room="Saal")
    after = await read(house, event["id"])
    assert [s["title"] for s in after["sessions"]] == [first["title"], "Blutdruck"]
    assert (after["sessions"][1]["capacity"], after["sessions"][1]["room"]) == (9, "Saal")


async def test_a_session_names_its_faults_and_survives_its_removal(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects what was typed: faults at their fields; a session that is gone becomes a new one."""
    event = await house.event(network["id"], publish=False)
    path = f"/organizer/events/{event['id']}/plan/programme/{event['sessions'][0]['id']}"
    wrong = await desk.send(path, title="", starts_time="07:00", capacity="x")
    assert wrong.status_code == 422
    for name in ("title", "starts_time", "capacity"):
        assert f'href="#field-{name}"' in wrong.text, name
    opened = await desk.open(path)
    async with await house.administrator() as other:
        await other.patch(
            f"/api/v1/events/{event['id']}",
            json={"remove_session_ids": [event["sessions"][0]["id"]]},
        )
    gone = await desk.send(path, page=opened, title="Mein Punkt")
    assert gone.status_code == 409
    assert fields(gone.text)["title"] == ["Mein Punkt"]
    kept = await desk.send(path.rpartition("/")[0] + "/new", page=gone.text)
    assert kept.status_code == 303
    after = await read(house, event["id"])
    assert "Mein Punkt" in [s["title"] for s in after["sessions"]]


async def test_before_something_happens_a_page_says_what_and_who_is_told(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects from surprises: publish, close and cancel explain; only their button acts."""
    insurer = await house.organisation("AOK PLUS", "insurer")
    event = await house.event(network["id"], publish=False, partner_ids=[insurer["id"]])
    own = f"/organizer/events/{event['id']}"
    publish = await desk.open(f"{own}/publish")
    assert "Niemand bekommt eine E-Mail." in publish
    assert (await read(house, event["id"]))["status"] == "draft"
    async with await house.administrator() as other:
        await other.patch(f"/api/v1/events/{event['id']}", json={"capacity": 3})
    stale = await desk.send(f"{own}/publish", page=publish)
    assert stale.status_code == 409
    assert "Die Veranstaltung hat sich gerade geändert." in stale.text
    assert (await desk.send(f"{own}/publish")).status_code == 303
    async with house.client() as guest:
        people = [{"name": "Anna", "sessions": []}]
        body = {"contact": {"email": "anna@example.org"}, "people": people}
        await guest.post(f"/api/v1/events/{event['id']}/registrations", json=body)
    page = await desk.open(own)
    assert "1 von 3 Plätzen vergeben" in page
    assert "Anmeldung offen bis Mittwoch, 12. Mai 2027, 17:00" in page
    assert f'href="http://localhost:8000{own}/registrations"' in page
    assert "AOK PLUS: per E-Mail" in await desk.open(f"{own}/close")
    cancel = await desk.open(f"{own}/cancel")
    assert "1 Anmeldung ist davon betroffen." in cancel
    assert "1 E-Mail geht sofort hinaus" in cancel
    assert (await desk.send(f"{own}/cancel", page=cancel)).status_code == 303
    assert (await read(house, event["id"]))["status"] == "cancelled"
    assert "Das geht nicht mehr." in await desk.open(f"{own}/publish", 409)
    assert (await desk.client.get(f"{own}/plan/basics")).status_code == 409


async def test_the_preview_is_the_public_page_of_a_draft(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects drafts: the team sees them as guests will, in any language; nobody else does."""
    texts = {"ar": {"title": "يوم الصحة", "summary": "مرحبا"}}
    event = await house.event(network["id"], publish=False, texts=texts)
    own = f"/organizer/events/{event['id']}"
    page = await desk.open(f"{own}/preview")
    assert "So sehen es Gäste." in page
    assert "Jetzt anmelden" in page
    arabic = await desk.open(f"{own}/preview?as=ar")
    assert 'dir="rtl"' in arabic
    assert "يوم الصحة" in arabic
    async with house.client() as guest:
        assert (await guest.get(f"/e/{event['id']}")).status_code == 404
        assert (await guest.get(f"{own}/preview")).status_code == 401


async def test_planning_is_for_its_organizers(house: House, network: dict[str, Any]) -> None:
    """Protects events: the wrong role is told so, strangers that nothing is there."""
    insurer = await house.organisation("AOK PLUS", "insurer")
    stranger = await house.organisation("Fremd", "association")
    event = await house.event(network["id"], publish=False, partner_ids=[insurer["id"]])
    own = f"/organizer/events/{event['id']}"
    session = f"programme/{event['sessions'][0]['id']}"
    pages = [f"plan/{each}" for each in ("basics", "where", "texts", "programme", session)]
    for role, at, status in (
        ("steward", network, 403),
        ("supervisor", network, 403),
        ("partner", insurer, 403),
        ("organizer", stranger, 404),
    ):
        async with house.client() as client:
            client.cookies.set("auftakt_session", await house.session(role, at["id"]))
            start = await client.get("/organizer/new")
            assert start.status_code == (200 if role == "organizer" else 403)
            token = re.search(
                r'name="csrf_token" value="([^"]+)"', (await client.get("/organizer")).text
            )
            assert token
            for page in (*pages, "publish", "close", "cancel"):
                assert (await client.get(f"{own}/{page}")).status_code == status, (role, page)
                sent = await client.post(f"{own}/{page}", data={"csrf_token": token[1]})
                assert sent.status_code == status, (role, page)
    async with house.client() as client:
        assert (await client.get(f"{own}/plan/basics")).status_code == 401
    assert (await read(house, event["id"])) == event


async def test_an_unknown_step_or_session_is_not_there(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects from dead ends that answer 500."""
    event = await house.event(network["id"], publish=False)
    own = f"/organizer/events/{event['id']}"
    for path in ("plan/nothing", f"plan/programme/{uuid4()}", "explode"):
        await desk.open(f"{own}/{path}", 404)
    await desk.open("/organizer/new/nothing", 404)


async def test_a_new_event_starts_from_a_template_or_an_earlier_event(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects the first two minutes: few fields, the rest is there; a copy brings no people."""
    wrong = await desk.send("/organizer/new/exchange", title="", starts_on="")
    assert wrong.status_code == 422
    assert 'href="#field-title"' in wrong.text
    assert 'href="#field-starts_on"' in wrong.text
    made = await desk.send("/organizer/new/exchange", title="Austausch", starts_on="2027-09-09")
    assert made.status_code == 303
    event = await read(house, made.headers["location"].split("/")[-1].partition("?")[0])
    assert (event["status"], event["kind"]) == ("draft", "exchange")
    assert event["organiser_id"] == network["id"]
    assert [s["kind"] for s in event["sessions"]] == ["agenda_item"] * 5
    slots = {"every_minutes": 30, "capacity": 2}
    part = {
        "title": "Messen",
        "kind": "station",
        "starts_at": event["starts_at"],
        "ends_at": event["ends_at"],
        "slots": slots,
    }
    async with await house.administrator() as other:
        change = {"sessions": [part], "texts": {"tr": {"title": "Buluşma"}}, "capacity": 40}
        await other.patch(f"/api/v1/events/{event['id']}", json=change)
    assert f"/organizer/new/{event['id']}" in await desk.open("/organizer/new")
    copy = await desk.send(f"/organizer/new/{event['id']}", starts_on="2028-09-07")
    assert copy.status_code == 303, copy.text
    again = await read(house, copy.headers["location"].split("/")[-1].partition("?")[0])
    assert (again["title"], again["capacity"]) == ("Austausch", 40)
    assert again["texts"]["tr"]["title"] == "Buluşma"
    assert again["starts_at"] == "2028-09-07T08:00:00Z"
    assert len(again["sessions"]) == 6 + 12
    assert again["sessions"][0]["starts_at"] == "2028-09-07T08:00:00Z"
