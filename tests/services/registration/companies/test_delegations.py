"""A delegation's contact registers its people as a list, on the places kept for them."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from tests.services.registration.house import House, answer
from tests.services.registration.invitations.conftest import (
    Meeting,
    make_meeting,
    secret_of,
    token_of,
)

CONTACT = {"name": "Karla Kontakt", "email": "karla@example.org"}


async def listed(meeting: Meeting, *names: str, status: int = 201, **more: Any) -> dict[str, Any]:
    """A list of these people."""
    people = [{"name": name} for name in names]
    body = {"company": "Uniklinik", "contact": CONTACT, "people": people, **more}
    async with meeting.house.client() as client:
        path = f"/api/v1/events/{meeting.event['id']}/company-registrations"
        return await answer(await client.post(path, json=body), status)


async def test_a_list_takes_the_places_of_its_contingent(house: House) -> None:
    """By the link of the contingent and no other way; who is added later takes them, too."""
    meeting = await make_meeting(house, identity="named")
    ours = await meeting.contingent(meeting.university, 2)
    refused = await listed(meeting, "Ada Eins", status=403)
    assert refused["type"].endswith("invitation-needed")
    (guest,) = await meeting.invite({"name": "Gast Eins", "email": "gast@example.org"})
    own = await token_of(house, guest["id"])
    await listed(meeting, "Ada Eins", "Bob Zwei", status=422, invitation=own)
    assert await house.pool.fetchval("SELECT count(*) FROM company_registrations") == 0
    made = await listed(meeting, "Ada Eins", invitation=secret_of(ours))
    assert (await meeting.standing(ours))["held"] == 1
    house.now += timedelta(seconds=1)
    path = f"/api/v1/company-registrations/{made['id']}/people"
    async with house.client(made["manage_token"]) as client:
        body = {"people": [{"name": "Bob Zwei"}, {"name": "Cem Drei"}]}
        now = await answer(await client.post(path, json=body), 201)
    assert [p["standing"] for p in now["people"]] == ["registered", "registered", "waiting"]
    standing = await meeting.standing(ours)
    assert (standing["held"], standing["waiting"]) == (2, 1)


async def test_the_form_of_lists_knows_by_which_link_somebody_came(house: House) -> None:
    """From the contingent's link to the list, and closed to who has none."""
    meeting = await make_meeting(house, identity="named")
    ours = await meeting.contingent(meeting.university, 2)
    path = f"/e/{meeting.event['id']}/company"
    async with house.client() as client:
        assert "Eine Anmeldung ist gerade nicht möglich." in (await client.get(path)).text
        await client.get(f"/invited/{secret_of(ours)}")
        assert path in (await client.get("/invitation")).text
        page = (await client.get(path)).text
        assert "Diese Plätze sind reserviert für:" in page
        fields = {"company": "Uniklinik", "contact.name": "Karla Kontakt"}
        fields |= {"contact.email": "karla@example.org", "list": "Ada Eins\nBob Zwei"}
        seen = await client.post(path, data={**hidden(page), **fields, "do": "check"})
        assert seen.status_code == 200
        done = await client.post(path, data={**hidden(seen.text), "do": "register"})
        assert done.status_code == 303, done.text
    assert (await meeting.standing(ours))["held"] == 2


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the page's own form."""
    form = page.partition('/company"')[2].partition("</form>")[0]
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}
