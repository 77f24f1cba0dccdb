"""Following a series: asked twice, told of the next event, stopped and forgotten."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.services.registration.house import House, answer, faults

HIDDEN = re.compile(r'name="(csrf_token|form_token)" value="([^"]+)"')
MAILS, CONTACTS = "registration.mail-requests.v1", "registration.contacts.v1"
EMAIL = "ada@beispiel.example"


class Series:
    """A series with one published event."""

    def __init__(self, house: House, network: dict[str, Any], id_: str, event: Any) -> None:
        self.house = house
        self.network = network
        self.id = id_
        self.event = event

    async def register(self, email: str | None = EMAIL, **values: Any) -> Any:
        """Somebody registers and wants to hear of the next one."""
        body = {
            "contact": {"email": email},
            "people": [{"name": "Ada Beispiel"}],
            "follow_series": True,
            **values,
        }
        path = f"/api/v1/events/{self.event['id']}/registrations"
        async with self.house.client() as guest:
            return await guest.post(path, json=body)

    async def follower(self) -> tuple[str, str]:
        """Id and secret of the only follower, as the link of the mail has it."""
        row = await self.house.pool.fetchrow("SELECT id, generation FROM series_followers")
        assert row is not None
        token = self.house.use_cases.followers.keys.token(row["id"], row["generation"])
        return str(row["id"]), token

    async def mails(self, kind: str) -> list[dict[str, Any]]:
        """Mails of a kind that were asked for."""
        return [m["body"] for m in await self.house.messages(MAILS) if m["body"]["kind"] == kind]

    async def next_event(self, **values: Any) -> dict[str, Any]:
        """The organizer publishes the next event."""
        return await self.house.event(self.network["id"], series_id=self.id, **values)

    async def confirmed(self) -> tuple[str, str]:
        """A follower who has confirmed."""
        await answer(await self.register(), 201)
        id_, token = await self.follower()
        async with self.house.client(token) as own:
            await answer(await own.post(f"/api/v1/followers/{id_}/confirm"), 200)
        return id_, token


async def series(house: House) -> Series:
    """With its network."""
    network = await house.organisation("Netzwerk")
    async with await house.administrator() as client:
        path = f"/api/v1/organisations/{network['id']}/series"
        body = {"title": "Treffen", "titles": {"en": "Meetings"}}
        made = await answer(await client.post(path, json=body), 201)
    event = await house.event(network["id"], series_id=made["id"])
    return Series(house, network, made["id"], event)


async def test_nobody_is_told_before_they_have_confirmed(house: House) -> None:
    """Protects addresses that somebody else typed in: one question by mail, and nothing more."""
    found = await series(house)
    await answer(await found.register(), 201)
    id_, _ = await found.follower()
    (asked,) = await found.mails("follow_confirm")
    assert (asked["person_id"], asked["subject_id"], asked["subject"]) == (id_, id_, "Treffen")
    known = {m["key"]: m["body"] for m in await house.messages(CONTACTS)}
    assert known[id_]["email"] == EMAIL
    await found.next_event()
    assert await found.mails("next_event") == []


async def test_opening_the_link_changes_nothing_and_the_button_does(house: House) -> None:
    """Protects from mail scanners that open links: cookie, clean address, a form that acts."""
    found = await series(house)
    await answer(await found.register(), 201)
    _, token = await found.follower()
    confirmed = "SELECT confirmed_at IS NOT NULL FROM series_followers"
    async with house.client() as browser:
        opened = await browser.get(f"/f/{token}")
        assert (opened.status_code, opened.headers["location"]) == (
            303,
            "http://localhost:8000/following",
        )
        page = await browser.get("/following")
        assert "Treffen" in page.text
        assert await house.pool.fetchval(confirmed) is False
        sent = {**dict(HIDDEN.findall(page.text)), "do": "confirm"}
        assert (await browser.post("/following", data=sent)).status_code == 303
        assert await house.pool.fetchval(confirmed) is True
        page = await browser.get("/following")
        assert "Nicht mehr Bescheid geben" in page.text
        sent = {**dict(HIDDEN.findall(page.text)), "do": "leave"}
        left = await browser.post("/following", data=sent)
        assert left.headers["location"].endswith("/following?left=1")
        assert "gelöscht" in (await browser.get("/following?left=1")).text
        assert (await browser.get(f"/f/{token}")).status_code == 404
    assert await house.pool.fetchval("SELECT count(*) FROM series_followers") == 0


async def test_the_next_published_event_is_told_once(house: House) -> None:
    """Protects the promise: each next event once, with a way to stop; others aren't told."""
    found = await series(house)
    id_, _ = await found.confirmed()
    event = await found.next_event()
    async with await house.administrator() as client:
        await client.post(f"/api/v1/events/{event['id']}/publish")
    (told,) = await found.mails("next_event")
    assert (told["person_id"], told["subject_id"]) == (id_, event["id"])
    assert told["expires_at"].startswith(event["starts_at"][:10])
    await house.event(found.network["id"])
    await found.next_event(admission="invitation")
    await found.next_event(listed=False)
    assert len(await found.mails("next_event")) == 1


async def test_an_event_put_into_a_series_after_publishing_is_told_once(house: House) -> None:
    """Protects followers of a series that is chosen late: told as of any other, and never twice."""
    found = await series(house)
    id_, _ = await found.confirmed()
    late = await house.event(found.network["id"])
    hidden = await found.next_event(listed=False)
    async with await house.administrator() as client:

        async def change(event: dict[str, Any], **values: Any) -> None:
            await answer(await client.patch(f"/api/v1/events/{event['id']}", json=values), 200)

        await change(late, series_id=found.id)
        await change(late, title="Anders")
        await change(late, series_id=None)
        await change(late, series_id=found.id)
        await change(hidden, listed=True)
    told = await found.mails("next_event")
    assert [(m["person_id"], m["subject_id"]) for m in told] == [
        (id_, late["id"]),
        (id_, hidden["id"]),
    ]


async def test_a_mail_program_stops_it_with_one_request(house: House) -> None:
    """RFC 8058: a form without cookies; reading the address, or another form, changes nothing."""
    found = await series(house)
    await found.confirmed()
    _, token = await found.follower()
    path, count = f"/api/v1/unsubscribe/{token}", "SELECT count(*) FROM series_followers"
    async with house.client() as program:
        assert (await program.get(path)).status_code == 405
        assert (await program.post(path, data={"do": "leave"})).status_code == 400
        assert await house.pool.fetchval(count) == 1
        one_click = {"List-Unsubscribe": "One-Click"}
        assert (await program.post(path, data=one_click)).status_code == 204
        assert (await program.post(path, data=one_click)).status_code == 404
    assert await house.pool.fetchval(count) == 0
    assert (await house.messages(CONTACTS))[-1]["body"] is None


async def test_the_page_of_a_series_says_how_many_follow_it(house: House) -> None:
    """Organizers see a number, no addresses; who hasn't confirmed isn't counted."""
    found = await series(house)
    secret = await house.session("organizer", found.network["id"])
    async with house.client() as browser:
        browser.cookies.set(house.app.state.web.settings.session_cookie, secret)
        path = f"/organizer/series/{found.id}"
        await answer(await found.register(), 201)
        assert "Noch will niemand vom nächsten Termin erfahren" in (await browser.get(path)).text
        await house.pool.execute("UPDATE series_followers SET confirmed_at = created_at")
        page = (await browser.get(path)).text
    assert "1 Person will vom nächsten Termin erfahren." in page
    assert EMAIL not in page


async def test_an_address_follows_once_and_is_asked_again_only_until_it_says_yes(
    house: House,
) -> None:
    """Protects mailboxes: no second question to who follows already."""
    found = await series(house)
    await answer(await found.register(), 201)
    other = {"people": [{"name": "Bo Beispiel"}]}
    await answer(await found.register(EMAIL.upper(), **other), 201)
    assert await house.pool.fetchval("SELECT count(*) FROM series_followers") == 1
    assert len(await found.mails("follow_confirm")) == 2
    id_, token = await found.follower()
    async with house.client(token) as own:
        seen = await answer(await own.post(f"/api/v1/followers/{id_}/confirm"), 200)
        assert seen["confirmed_at"] is not None
    await answer(await found.register(people=[{"name": "Cem Beispiel"}]), 201)
    assert len(await found.mails("follow_confirm")) == 2


async def test_following_needs_an_address_and_a_series(house: House) -> None:
    """Protects from empty promises: without an address the wish is refused by name."""
    found = await series(house)
    assert list(faults(await found.register(None))) == ["contact.email"]
    found.event = await house.event(found.network["id"])
    await answer(await found.register(), 201)
    assert await house.pool.fetchval("SELECT count(*) FROM series_followers") == 0
    async with house.client() as guest:
        page = await guest.get(f"/e/{found.event['id']}/register")
        assert "follow_series" not in page.text


async def test_the_box_is_unticked_and_asks_when_it_is_ticked(house: House) -> None:
    """Protects freedom: an opt-in is never ticked before."""
    found = await series(house)
    path = f"/e/{found.event['id']}/register"
    async with house.client() as guest:
        page = (await guest.get(path)).text
        box = re.search(r"<input[^>]*follow_series[^>]*>", page)
        assert box is not None
        assert "checked" not in box[0]
        sent = {**dict(HIDDEN.findall(page)), "count": "1", "do": "register"}
        sent |= {"people[0].name": "Ada Beispiel", "follow_series": "yes"}
        wrong = await guest.post(path, data=sent)
        assert wrong.status_code == 422
        assert "Dafür brauchen wir Ihre E-Mail-Adresse." in wrong.text
        sent |= dict(HIDDEN.findall(wrong.text)) | {"contact.email": EMAIL}
        assert (await guest.post(path, data=sent)).status_code == 303
    assert len(await found.mails("follow_confirm")) == 1


async def test_unconfirmed_addresses_go_after_a_week_confirmed_ones_after_two_years(
    house: House,
) -> None:
    """Protects the promise at the button; the contact is taken back everywhere."""
    found = await series(house)
    await answer(await found.register(), 201)
    id_, _ = await found.follower()
    house.now += timedelta(days=7)
    await house.use_cases.erasures.erase_due()
    assert await house.pool.fetchval("SELECT count(*) FROM series_followers") == 0
    assert [m["body"] for m in await house.messages(CONTACTS) if m["key"] == id_] == [None]
    found.event = await found.next_event(
        starts_at=(house.now + timedelta(days=9)).isoformat(),
        ends_at=(house.now + timedelta(days=9, hours=6)).isoformat(),
        sessions=[],
    )
    await found.confirmed()
    house.now += timedelta(days=729)
    await house.use_cases.erasures.erase_due()
    assert await house.pool.fetchval("SELECT count(*) FROM series_followers") == 1
    house.now += timedelta(days=1)
    await house.use_cases.erasures.erase_due()
    assert await house.pool.fetchval("SELECT count(*) FROM series_followers") == 0


async def test_whoever_wants_to_be_erased_follows_no_more_but_the_clock_of_the_event_leaves_it(
    house: House,
) -> None:
    """Protects both: erasure means all of it, and the event's period is not that of the series."""
    found = await series(house)
    await found.confirmed()
    house.now += timedelta(days=200)
    await house.use_cases.erasures.erase_due()
    assert await house.pool.fetchval("SELECT count(*) FROM bookings WHERE erased_at IS NULL") == 0
    assert await house.pool.fetchval("SELECT count(*) FROM series_followers") == 1
    house.now -= timedelta(days=200)
    await house.pool.execute("DELETE FROM series_followers")
    made = await answer(await found.register(people=[{"name": "Bo Beispiel"}]), 201)
    id_, _ = await found.follower()
    async with house.client(made["manage_token"]) as own:
        await own.post(f"/api/v1/registrations/{made['id']}/erase", json={})
    assert await house.pool.fetchval("SELECT count(*) FROM series_followers") == 0
    assert (await house.messages(CONTACTS))[-1]["body"] is None
    assert UUID(id_)


async def test_a_followers_token_opens_nothing_else(house: House) -> None:
    """Protects bookings and other followers: links are made with the same key, by other ids."""
    found = await series(house)
    made = await answer(await found.register(), 201)
    id_, token = await found.follower()
    async with house.client(token) as own:
        assert (await own.get(f"/api/v1/registrations/{made['id']}")).status_code == 401
        assert (await own.get(f"/api/v1/followers/{made['id']}")).status_code == 404
        assert (await answer(await own.get(f"/api/v1/followers/{id_}"), 200))["series"] == "Treffen"
        assert (await own.delete(f"/api/v1/followers/{id_}")).status_code == 204
        assert (await own.get(f"/api/v1/followers/{id_}")).status_code == 401
    async with house.client(made["manage_token"]) as other:
        assert (await other.get(f"/api/v1/followers/{id_}")).status_code == 401
