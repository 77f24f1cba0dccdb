"""Single people are invited by mail and by letter; the organizer sees what became of it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader

from services.registration.invitations.intake import read_list
from services.registration.invitations.links import INVITATION, shown_code
from shared.errors import InvalidFields
from tests.services.registration.house import House, faults
from tests.services.registration.invitations.conftest import Meeting, make_meeting, token_of

MIRA = {"name": "Dr. Mira Muster", "email": "mira@example.org"}
PAUL = {"name": "Paul Post", "address": "Postweg 1\n01069 Dresden"}


async def states(meeting: Meeting) -> dict[str, Any]:
    """Counts over all invitations."""
    page = await meeting.ask("GET", "/events/{event}/invitations", 200)
    return dict(page["counts"])


async def test_a_mail_is_asked_for_and_only_contacts_hold_the_name(meeting: Meeting) -> None:
    """The request holds ids; name and address travel on the contacts topic alone."""
    (invited,) = await meeting.invite(MIRA)
    (mail,) = await meeting.house.messages("registration.mail-requests.v1")
    body = mail["body"]
    assert (body["kind"], body["person_id"]) == ("invitation", invited["id"])
    assert (body["subject_id"], body["generation"]) == (meeting.event["id"], 1)
    assert "mira" not in str(mail).casefold()
    contacts = await meeting.house.messages("registration.contacts.v1")
    (contact,) = [c["body"] for c in contacts if c["key"] == invited["id"]]
    assert (contact["name"], contact["email"]) == (MIRA["name"], MIRA["email"])
    assert invited["sent_at"] is not None


async def test_what_became_of_each_is_seen_at_a_glance(meeting: Meeting) -> None:
    """Open, used, declined, revoked: counted over all and for each contingent."""
    ours = await meeting.contingent(meeting.university, 11)
    names = ("Ada Eins", "Bob Zwei", "Cem Drei", "Dora Vier")
    guests = [{"name": n, "email": f"{n.split()[0]}@example.org"} for n in names]
    made = await meeting.invite(*guests, contingent_id=ours["id"])
    secrets = [await token_of(meeting.house, each["id"]) for each in made]
    booked = await meeting.register(secrets[0], "Ada Eins")
    async with meeting.house.client(secrets[1]) as client:
        told = (await client.post("/api/v1/invitation/decline")).json()
    assert told["state"] == "declined"
    await meeting.ask("POST", f"/invitations/{made[2]['id']}/revoke", 200)
    assert await states(meeting) == {"open": 1, "used": 1, "declined": 1, "revoked": 1}
    assert (await meeting.standing(ours))["invitations"] == await states(meeting)
    used = await meeting.ask("GET", "/events/{event}/invitations?state=used", 200)
    assert [i["registration_id"] for i in used["items"]] == [booked["id"]]
    assert (await meeting.standing(ours))["held"] == 1


async def test_who_declined_may_change_their_mind(meeting: Meeting) -> None:
    """A refusal isn't final; a used invitation can't be declined or revoked any more."""
    (invited,) = await meeting.invite(MIRA)
    secret = await token_of(meeting.house, invited["id"])
    async with meeting.house.client(secret) as client:
        await client.post("/api/v1/invitation/decline")
        assert (await client.post("/api/v1/invitation/decline")).status_code == 200
        await meeting.register(secret, "Mira Muster")
        assert (await client.get("/api/v1/invitation")).json()["state"] == "used"
        late = await client.post("/api/v1/invitation/decline")
    assert late.json()["type"].endswith(":invitation-used")
    told = await meeting.ask("POST", f"/invitations/{invited['id']}/revoke", 409)
    assert told["type"].endswith(":invitation-used")


async def test_a_link_opens_with_what_to_fill_in_and_changes_nothing(meeting: Meeting) -> None:
    """Mail scanners open links: reading is all that happens."""
    ours = await meeting.contingent(meeting.university, 11)
    (invited,) = await meeting.invite(MIRA, contingent_id=ours["id"])
    async with meeting.house.client(await token_of(meeting.house, invited["id"])) as client:
        shown = (await client.get("/api/v1/invitation")).json()
    assert shown == {
        "event_id": meeting.event["id"],
        "state": "open",
        "name": MIRA["name"],
        "email": MIRA["email"],
        "organisation": "Hochschule Mitte",
        "for_one_person": True,
    }
    assert (await states(meeting))["open"] == 1
    async with meeting.house.client("k1.aaaa.bbbb") as client:
        assert (await client.get("/api/v1/invitation")).status_code == 401


async def test_nobody_is_invited_twice_and_all_faults_are_named(meeting: Meeting) -> None:
    """All or none: a list with faults invites nobody."""
    await meeting.invite(MIRA)
    async with meeting.organizer() as client:
        path = f"/api/v1/events/{meeting.event['id']}/invitations"
        body = {"invitations": [{"name": "Neu Da", "email": "neu@example.org"}, MIRA]}
        assert set(faults(await client.post(path, json=body))) == {"invitations[1].name"}
        wrong = [{"name": "=1+1", "email": "keine"}, {"name": " ", "email": "a@example.org"}]
        told = faults(await client.post(path, json={"invitations": wrong}))
    assert set(told) == {"invitations[0].name", "invitations[0].email", "invitations[1].name"}
    assert (await states(meeting))["open"] == 1
    await meeting.ask("POST", f"/invitations/{await _only(meeting)}/revoke", 200)
    await meeting.invite(MIRA)  # who was revoked can be invited anew


async def test_invitations_to_a_draft_wait_until_they_are_sent(house: House) -> None:
    """A link to a draft would lead nowhere."""
    meeting = await make_meeting(house, publish=False)
    (invited,) = await meeting.invite(MIRA)
    assert invited["sent_at"] is None
    told = await meeting.ask("POST", "/events/{event}/invitations/send", 409)
    assert told["type"].endswith(":not-published")
    assert await house.messages("registration.mail-requests.v1") == []
    await meeting.ask("POST", "/events/{event}/publish", 200)
    assert await meeting.ask("POST", "/events/{event}/invitations/send", 200) == {"sent": 1}
    told = await meeting.ask("POST", "/events/{event}/invitations/send", 409)
    assert told["type"].endswith(":nobody-to-invite")
    assert len(await house.messages("registration.mail-requests.v1")) == 1


async def test_resending_writes_the_same_link_again(meeting: Meeting) -> None:
    """The first mail stays good; who declined is asked anew."""
    (invited,) = await meeting.invite(MIRA)
    secret = await token_of(meeting.house, invited["id"])
    async with meeting.house.client(secret) as client:
        await client.post("/api/v1/invitation/decline")
    again = await meeting.ask("POST", f"/invitations/{invited['id']}/resend", 200)
    assert again["state"] == "open"
    mails = await meeting.house.messages("registration.mail-requests.v1")
    assert [m["body"]["generation"] for m in mails] == [1, 1]
    await meeting.register(secret, "Mira Muster")


async def test_an_invitation_is_sent_again_three_times_a_day(meeting: Meeting) -> None:
    """Nobody's mailbox is filled by impatience; the next day it goes again."""
    (invited,) = await meeting.invite(MIRA)
    path = f"/invitations/{invited['id']}/resend"
    for _ in range(3):
        await meeting.ask("POST", path, 200)
    told = await meeting.ask("POST", path, 409)
    assert told["type"].endswith(":resent-often")
    assert len(await meeting.house.messages("registration.mail-requests.v1")) == 4
    meeting.house.now += timedelta(days=1)
    meeting.token = await meeting.house.token("organizer", meeting.insurer["id"])
    await meeting.ask("POST", path, 200)


async def test_letters_are_tagged_pages_with_the_code_to_type(meeting: Meeting) -> None:
    """One page for each, readable by machines; printed ones count as sent."""
    _, paul = await meeting.invite(MIRA, PAUL)
    path = f"/api/v1/events/{meeting.event['id']}/invitations/letters"
    async with meeting.organizer() as client:
        printed = await client.post(path, json={})
        again = await client.post(path, json={})
        chosen = await client.post(path, json={"ids": [paul["id"]]})
    assert printed.headers["content-type"] == "application/pdf"
    document = PdfReader(io.BytesIO(printed.content))
    assert "/StructTreeRoot" in document.root_object
    assert len(document.pages) == 1
    text = document.pages[0].extract_text()
    code = meeting.house.use_cases.invitations.keys.code_of(INVITATION, UUID(paul["id"]), 1)
    assert "Paul Post" in text
    assert "01069 Dresden" in text
    assert shown_code(code) in text
    assert again.json()["type"].endswith(":nobody-to-invite")
    assert chosen.status_code == 200


async def test_who_has_only_a_letter_gets_another_when_there_is_news(meeting: Meeting) -> None:
    """Protects guests on paper: the organizer is told how many, and letters say what is new."""
    await meeting.invite(MIRA, PAUL)
    path = f"/api/v1/events/{meeting.event['id']}"
    own = f"/organizer/events/{meeting.event['id']}"

    async def letter(**body: Any) -> str:
        async with meeting.organizer() as client:
            printed = await client.post(f"{path}/invitations/letters", json=body)
        [page] = PdfReader(io.BytesIO(printed.content)).pages
        return str(page.extract_text())

    await letter()
    network = meeting.event["organiser_id"]
    async with meeting.house.client() as browser:
        secret = await meeting.house.session("organizer", network)
        browser.cookies.set("auftakt_session", secret)
        asked = (await browser.get(f"{own}/cancel")).text
        assert "1 Einladung ging nur per Brief." in asked
        assert "1 Eingeladener ohne Antwort bekommt eine E-Mail." in asked
        assert "hat sich etwas geändert" in " ".join((await letter(news=True)).split())
        await meeting.ask("POST", "/events/{event}/cancel", 200)
        page = (await browser.get(f"{own}/invitations")).text
    assert "Ein Gast hat nur einen Brief." in page
    off = await letter(news=True)
    assert "Fällt aus" in off
    assert "Ihr Einladungscode" not in off


async def test_open_days_invite_nobody_by_name(house: House) -> None:
    """Who comes to an open day stays unknown to its organizers."""
    meeting = await make_meeting(house, kind="health_day", identity="named")
    async with meeting.organizer() as client:
        path = f"/api/v1/events/{meeting.event['id']}/invitations"
        told = await client.post(path, json={"invitations": [MIRA]})
    assert told.json()["type"].endswith(":nobody-invited-by-name")


def test_a_pasted_list_is_read_with_and_without_headings() -> None:
    """Name; e-mail; postal address, its lines divided by a bar."""
    text = (
        "Name;E-Mail;Anschrift\nMira Muster;mira@example.org\nPaul Post;;Postweg 1|01069 Dresden\n"
    )
    mira, paul = read_list(text.encode(), "de", None, "list")
    assert (mira.email, mira.channel, mira.address) == ("mira@example.org", "mail", None)
    assert (paul.email, paul.channel, paul.address) == (None, "letter", "Postweg 1\n01069 Dresden")
    with pytest.raises(InvalidFields) as told:
        read_list(b"Mira Muster;mira\n;x@example.org\n", "de", None, "list")
    assert {e.field for e in told.value.errors} == {"list[1].email", "list[2].name"}


async def test_after_the_event_nobody_knows_who_was_invited(meeting: Meeting) -> None:
    """Names go with the event's end, from the table and from the contacts topic."""
    (invited,) = await meeting.invite(MIRA)
    house = meeting.house
    house.now += timedelta(days=9)
    await house.use_cases.erasures.erase_due()
    assert await house.pool.fetchval("SELECT name FROM invitations") == MIRA["name"]
    house.now += timedelta(days=1)
    await house.use_cases.erasures.erase_due()
    await house.use_cases.erasures.erase_due()
    row = await house.pool.fetchrow("SELECT name, email, address, same_as FROM invitations")
    assert row is not None
    assert list(row) == [None] * 4
    contacts = await house.messages("registration.contacts.v1")
    assert [c["body"] for c in contacts if c["key"] == invited["id"]] == [None]
    assert (await states(meeting))["open"] == 1


async def test_who_is_erased_was_not_invited_either(meeting: Meeting) -> None:
    """A participant's wish to be forgotten reaches the invitation they came by."""
    (invited,) = await meeting.invite(MIRA)
    secret = await token_of(meeting.house, invited["id"])
    booked = await meeting.register(secret, "Mira Muster")
    async with meeting.house.client(booked["manage_token"]) as client:
        erased = await client.post(f"/api/v1/registrations/{booked['id']}/erase", json={})
    assert erased.status_code == 204, erased.text
    row = await meeting.house.pool.fetchrow("SELECT name, email FROM invitations")
    assert row is not None
    assert list(row) == [None, None]
    await meeting.register(secret, "Mira Muster", status=403)


async def test_an_organizer_forgets_somebody_invited(meeting: Meeting) -> None:
    """Erased at once, and the link with it."""
    (invited,) = await meeting.invite(MIRA)
    secret = await token_of(meeting.house, invited["id"])
    async with meeting.organizer() as client:
        for _ in range(2):
            path = f"/api/v1/invitations/{invited['id']}"
            assert (await client.delete(path)).status_code == 204
    await meeting.register(secret, "Mira Muster", status=403)
    assert "mira" not in str(await meeting.house.messages("registration.contacts.v1")).casefold()


async def _only(meeting: Meeting) -> str:
    page = await meeting.ask("GET", "/events/{event}/invitations", 200)
    return str(page["items"][0]["id"])
