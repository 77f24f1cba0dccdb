"""Pages of organizers who invite and of those who are invited, as without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from services.registration.events.store import events
from services.registration.invitations.links import INVITATION, shown_code
from tests.services.registration.bookings.test_pages import filled, hidden
from tests.services.registration.house import NOW
from tests.services.registration.invitations.conftest import Meeting, make_meeting, token_of

MIRA = {"name": "Dr. Mira Muster", "email": "mira@example.org"}


async def signed_in(meeting: Meeting) -> httpx.AsyncClient:
    """The organizer's browser."""
    secret = await meeting.house.session("organizer", meeting.insurer["id"])
    client = meeting.house.client()
    client.cookies.set("auftakt_session", secret)
    return client


async def send(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """Post a form of this page."""
    page = await client.get(path)
    assert page.status_code == 200, page.text
    token = hidden(page.text)["csrf_token"]
    return await client.post(path, data={"csrf_token": token, **fields})


async def test_the_invited_open_their_link_and_register(meeting: Meeting) -> None:
    """Link → cookie → invitation → form with name and address filled in → ticket."""
    ours = await meeting.contingent(meeting.university, 11)
    (invited,) = await meeting.invite(MIRA, contingent_id=ours["id"])
    async with meeting.house.client() as client:
        closed = await client.get(f"/e/{meeting.event['id']}/register")
        assert "Nur auf Einladung" in closed.text
        assert "form_token" not in closed.text
        opened = await client.get(f"/invited/{await token_of(meeting.house, invited['id'])}")
        assert opened.headers["location"].endswith("/invitation")
        page = await client.get("/invitation")
        assert "Dr. Mira Muster" in page.text
        assert "Hochschule Mitte" in page.text
        form = await client.get(f"/e/{meeting.event['id']}/register")
        assert 'value="Dr. Mira Muster"' in form.text
        assert 'value="mira@example.org"' in form.text
        assert "add-person" not in form.text
        sent = await filled(client, meeting.event, **{"people[0].name": "Mira Muster"})
        assert sent.status_code == 303, sent.text
        again = await client.get("/invitation")
        assert "Sie sind angemeldet" in again.text
    assert (await meeting.standing(ours))["held"] == 1
    name = await meeting.house.pool.fetchval(
        "SELECT o.name FROM bookings AS b JOIN organisations AS o ON o.id = b.organisation_id"
    )
    assert name == "Hochschule Mitte"


async def test_opening_an_invitation_changes_nothing_and_saying_no_is_a_button(
    meeting: Meeting,
) -> None:
    """Only a form with a token declines."""
    (invited,) = await meeting.invite(MIRA)
    async with meeting.house.client() as client:
        await client.get(f"/invited/{await token_of(meeting.house, invited['id'])}")
        page = await client.get("/invitation")
        assert (await _state(meeting)) == "offen"
        assert (await client.post("/invitation/decline")).status_code == 403
        token = hidden(page.text)["csrf_token"]
        done = await client.post("/invitation/decline", data={"csrf_token": token})
        said = await client.get(done.headers["location"])
    assert "Danke, dass Sie Bescheid gesagt haben." in said.text
    assert (await _state(meeting)) == "hat abgesagt"


async def test_a_letter_is_answered_by_its_code(meeting: Meeting) -> None:
    """Typed as on paper, in any case; a wrong one says so."""
    (invited,) = await meeting.invite({"name": "Paul Post", "address": "Postweg 1"})
    keys = meeting.house.use_cases.invitations.keys
    code = shown_code(keys.code_of(INVITATION, UUID(invited["id"]), 1))
    async with meeting.house.client() as client:
        wrong = await send(client, "/invitation/code", code="ABCD-EFGH-JKM")
        assert wrong.status_code == 422
        assert "kennen wir nicht" in wrong.text
        found = await send(client, "/invitation/code", code=code.lower())
        assert found.status_code == 303
        assert "Paul Post" in (await client.get("/invitation")).text
        gone = await client.get("/invited/k1.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA")
        assert gone.status_code == 404


async def test_codes_can_not_be_tried_out(meeting: Meeting) -> None:
    """One network gets a few tries, then has to wait."""
    async with meeting.house.client() as client:
        told = [await send(client, "/invitation/code", code="ABCDEFGHJKM") for _ in range(32)]
    assert told[0].status_code == 422
    assert told[-1].status_code == 429


async def test_a_long_list_of_organisations_says_so_and_is_searched(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects the last organisations by name from being left out in silence."""
    monkeypatch.setattr(events, "CHOICES_MAX", 5)
    for number in range(5):
        await meeting.house.organisation(
            f"Betrieb {number}", "company", parent_id=meeting.insurer["id"]
        )
    last = await meeting.house.organisation(
        "Zum 100% guten Bäcker", "company", parent_id=meeting.insurer["id"]
    )
    form = f"/organizer/events/{meeting.event['id']}/invitations/contingents/new"
    async with await signed_in(meeting) as client:
        shown = await client.get(form)
        assert "Es gibt zu viele, um alle zu zeigen." in shown.text
        assert last["id"] not in shown.text
        typed = {"organisation_search": "100% gut", "places": "3"}
        found = await send(client, form, do="find-organisation", **typed)
        assert found.status_code == 200
        assert last["id"] in found.text
        assert 'value="3"' in found.text
        assert "Betrieb 1" not in found.text
        kept = {"organisation_id": last["id"], "places": "3"}
        assert (await send(client, form, **kept)).status_code == 303
    page = await meeting.ask("GET", "/events/{event}/contingents", 200)
    assert [c["organisation_id"] for c in page["items"]] == [last["id"]]


async def test_an_organizer_keeps_places_and_invites_from_the_pages(meeting: Meeting) -> None:
    """Contingent with a day of release, one person, a list with a fault, then without."""
    here = f"/organizer/events/{meeting.event['id']}/invitations"
    day = f"{NOW + timedelta(days=3):%Y-%m-%d}"
    async with await signed_in(meeting) as client:
        assert "Noch kein Kontingent." in (await client.get(here)).text
        form = f"{here}/contingents/new"
        wrong = await send(client, form, organisation_id=meeting.university["id"], places="20")
        assert wrong.status_code == 422
        assert "mehr, als es Plätze gibt" in wrong.text
        fields = {"organisation_id": meeting.university["id"], "places": "11", "release_on": day}
        assert (await send(client, form, **fields)).status_code == 303
        page = (await client.get(here)).text
        assert "0 von 11 Plätzen vergeben" in page
        assert "Unbenutzte Plätze werden am" in page
        contingent = re.search(r"/contingents/([0-9a-f-]{36})", page)
        assert contingent is not None
        change = f"{here}/contingents/{contingent[1]}"
        assert (await send(client, change, places="12")).status_code == 303
        one = {"do": "one", "channel": "mail", "locale": "de", "contingent": contingent[1]}
        assert (await send(client, f"{here}/new", **one, name="Ada")).status_code == 422
        made = await send(client, f"{here}/new", **one, name="Ada Eins", email="ada@example.org")
        assert made.status_code == 303
        lines = "Bob Zwei;bob@example.org\nAda Eins;ada@example.org"
        wrong = await send(client, f"{here}/new", do="list", list=lines)
        assert "Zeile 2: Diese Person ist schon eingeladen" in wrong.text
        lines = "Name;E-Mail\nBob Zwei;bob@example.org\nPaul Post;;Postweg 1|01069 Dresden"
        assert (await send(client, f"{here}/new", do="list", list=lines)).status_code == 303
        page = (await client.get(here)).text
    assert "Ada Eins" in page
    assert "Paul Post" in page
    stands = await meeting.ask("GET", "/events/{event}/contingents", 200)
    assert [(s["places"], s["invitations"]["open"]) for s in stands["items"]] == [(12, 1)]


async def test_what_can_not_be_undone_is_asked_first(meeting: Meeting) -> None:
    """Revoking, releasing, renewing: one click asks, the second does; letters come as a file."""
    here = f"/organizer/events/{meeting.event['id']}/invitations"
    ours = await meeting.contingent(meeting.university, 11)
    mira, paul = await meeting.invite(MIRA, {"name": "Paul Post", "address": "Postweg 1"})
    async with await signed_in(meeting) as client:
        asked = await send(client, here, do=f"revoke:{mira['id']}")
        assert "Einladung zurücknehmen?" in asked.text
        assert (await _state(meeting)) == "offen"
        printed = await send(client, here, do="letters:")
        assert printed.content.startswith(b"%PDF")
        assert (await send(client, here, do=f"resend:{mira['id']}")).status_code == 303
        assert (await send(client, here, do=f"resend:{paul['id']}")).status_code == 422
        done = await send(client, here, do=f"revoke:{mira['id']}", sure="yes")
        assert "done=revoke" in done.headers["location"]
        assert (await _state(meeting)) == "zurückgenommen"
        assert (await send(client, here, do=f"resend:{mira['id']}")).status_code == 409
        assert (await send(client, here, do=f"erase:{mira['id']}", sure="yes")).status_code == 303
        assert "gelöscht" in (await client.get(here)).text
        for deed in ("renew", "release"):
            assert (await send(client, here, do=f"{deed}:{ours['id']}", sure="yes")).status_code
        assert (await client.get(f"{here}?state=revoked")).status_code == 200
        foreign = await make_meeting(meeting.house)
        other = await foreign.contingent(foreign.university, 1)
        assert (await send(client, here, do=f"release:{other['id']}")).status_code == 404
    assert (await meeting.standing(ours))["released_at"] is not None


async def test_an_event_by_invitation_stays_out_of_calendars(meeting: Meeting) -> None:
    """Known to who has its address; listed only when its organizer says so."""
    event_id, organiser = meeting.event["id"], meeting.insurer["id"]
    async with meeting.house.client() as client:
        for path in ("/", f"/calendar/{organiser}", f"/calendar/{organiser}/feed.ics"):
            assert event_id not in (await client.get(path)).text
        page = await client.get(f"/e/{event_id}")
        assert "Nur auf Einladung" in page.text
        assert f"/e/{event_id}/register" not in page.text
        await meeting.ask("PATCH", "/events/{event}", 200, {"listed": True})
        assert event_id in (await client.get("/")).text
        shown = await meeting.ask("PATCH", "/events/{event}", 200, {"admission": "open"})
        assert shown["listed"] is True
        shown = await meeting.ask("PATCH", "/events/{event}", 200, {"admission": "invitation"})
        assert shown["listed"] is False


async def _state(meeting: Meeting) -> str:
    """What the organizer's list says of the first one invited."""
    here = f"/organizer/events/{meeting.event['id']}/invitations"
    async with await signed_in(meeting) as client:
        page = (await client.get(here)).text
    found = re.search(r'<td data-label="Stand"><span class="badge[^"]*">([^<]+)', page)
    assert found is not None
    return found[1]
