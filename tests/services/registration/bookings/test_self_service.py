"""What people get without their mail at hand, and what programs get for them."""

from __future__ import annotations

from typing import Any

import msgspec

from shared.contracts.mail_requests import MailRequested
from tests.services.registration.bookings.test_pages import hidden
from tests.services.registration.house import House, answer

API = "/api/v1"
MIA = "mia@example.org"


async def planned(house: House, **values: Any) -> dict[str, Any]:
    """A published event."""
    organiser = await house.organisation("Initiative Innenstadt")
    return await house.event(organiser["id"], **values)


async def registered(house: House, event: dict[str, Any], *people: Any, **more: Any) -> Any:
    """A registration of these people."""
    body = {"contact": {"email": MIA}, "people": people or [{"name": "Mia"}], **more}
    async with house.client() as client:
        path = f"{API}/events/{event['id']}/registrations"
        return await answer(await client.post(path, json=body), 201)


async def asked(house: House) -> list[MailRequested]:
    """Mails that wait to be asked for."""
    rows = await house.pool.fetch(
        "SELECT body FROM outbox WHERE topic = 'registration.mail-requests.v1' ORDER BY id"
    )
    return [msgspec.json.decode(row["body"], type=MailRequested) for row in rows]


async def test_the_link_comes_again_to_the_address_and_nobody_learns_whether(house: House) -> None:
    """The same answer for known and unknown; nothing to unproven, cancelled or past ones."""
    event = await planned(house)
    made = await registered(house, event)
    path = f"{API}/registrations/send-links"
    async with house.client() as client:
        known = await client.post(path, json={"email": MIA.upper()})
        unknown = await client.post(path, json={"email": "nobody@example.org"})
        assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
        assert known.status_code == 202
        page = await client.get("/my")
        token = hidden(page.text)["csrf_token"]
        wrong = await client.post("/my/link", data={"csrf_token": token, "email": "mia@"})
        assert wrong.status_code == 422
        sent = await client.post("/my/link", data={"csrf_token": token, "email": MIA})
        shown = await client.get(sent.headers["location"])
        assert "Bitte sehen Sie in Ihr Postfach." in shown.text
        mails = await asked(house)
        assert [(m.kind, str(m.subject_id)) for m in mails] == [("manage_link", made["id"])] * 2
        await house.pool.execute("UPDATE bookings SET unproven = true")
        await client.post(path, json={"email": MIA})
        assert len(await asked(house)) == 2
        statuses = [
            (await client.post(path, json={"email": "often@example.org"})).status_code
            for _ in range(31)
        ]
    assert statuses == [202] * 30 + [429]


async def test_a_program_gets_what_the_own_page_shows(house: House) -> None:
    """From the code to the token, then calendar, link and card; each only with the token."""
    where = {"street": "Markt 1", "postal_code": "07743", "city": "Jena"}
    event = await planned(house, address=where, join_url="https://meet.example.org/x")
    made = await registered(house, event)
    one = f"{API}/registrations/{made['id']}"
    async with house.client() as client:
        found = await client.post(
            f"{API}/registrations/by-code", json={"code": made["booking_code"].lower()}
        )
        assert (await answer(found, 200))["manage_token"] == made["manage_token"]
        missing = await client.post(f"{API}/registrations/by-code", json={"code": "ABCD-EFGH-JKM"})
        assert missing.status_code == 404
        for name in ("calendar.ics", "join-link", "wallet-card.pdf", "certificate.pdf"):
            assert (await client.get(f"{one}/{name}")).status_code == 401
    async with house.client(made["manage_token"]) as client:
        calendar = await client.get(f"{one}/calendar.ics")
        assert calendar.headers["content-type"].startswith("text/calendar")
        assert "Markt 1" in calendar.text.replace("\r\n ", "")
        assert "https://meet.example.org/x" in calendar.text.replace("\r\n ", "")
        link = await answer(await client.get(f"{one}/join-link"), 200)
        assert link == {"join_url": "https://meet.example.org/x"}
        assert (await client.get(f"{one}/wallet-card.pdf")).content.startswith(b"%PDF")
        assert (await client.get(f"{one}/certificate.pdf")).status_code == 409
        await client.delete(one)
        for name in ("calendar.ics", "join-link", "wallet-card.pdf"):
            assert (await client.get(f"{one}/{name}")).status_code == 409


async def test_who_of_a_party_has_a_place_sees_the_link_to_the_meeting(house: House) -> None:
    """One place, one on the waitlist: the page shows the link, the file has its entry."""
    event = await planned(
        house,
        capacity=1,
        sessions=[],
        waitlist=True,
        venue=None,
        join_url="https://meet.example.org/x",
    )
    people = [{"name": "Mia"}, {"name": "Ben"}]
    made = await registered(house, event, *people, fill="as_many_as_fit")
    late = await registered(house, event, {"name": "Cem"})
    assert (made["status"], late["status"]) == ("partly", "waitlisted")
    async with house.client() as client:
        await client.get(f"/m/{made['manage_token']}")
        assert "https://meet.example.org/x" in (await client.get("/my/registration")).text
        calendar = (await client.get("/my/registration/calendar.ics")).text
        assert "LOCATION:https://meet.example.org/x" in calendar.replace("\r\n ", "")
        await client.get(f"/m/{late['manage_token']}")
        assert "https://meet.example.org/x" not in (await client.get("/my/registration")).text
        assert (await client.get("/my/registration/calendar.ics")).status_code == 409
