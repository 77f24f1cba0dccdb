"""People without an address: a place on offer taken by code, and the list of those to be called."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.services.registration.desk.team import Team, hidden, message, team
from tests.services.registration.house import House, answer, faults


async def called(at: Team) -> list[dict[str, Any]]:
    """The call list."""
    async with await at.client() as client:
        found = await answer(await client.get(f"{at.path}/desk/calls"), 200)
    items: list[dict[str, Any]] = found["items"]
    return items


async def leave(house: House, booking: dict[str, Any]) -> None:
    """Somebody gives a place back."""
    async with house.client(booking["manage_token"]) as client:
        assert (await client.delete(f"/api/v1/registrations/{booking['id']}")).status_code == 204


async def one_waits(house: House, **values: Any) -> tuple[Team, dict[str, Any], dict[str, Any]]:
    """An event with one place: Mia has it, Rosa waits and has a telephone only."""
    at = await team(house, capacity=1, waitlist=True, **values)
    mia = await at.register("Mia Muster", email="mia@example.org")
    async with house.client() as client:
        body = {"contact": {"phone": "03641 / 12-34 56"}, "people": [{"name": "Rosa Ruf"}]}
        rosa = await answer(await client.post(f"{at.path}/registrations", json=body), 201)
    assert rosa["status"] == "waitlisted"
    return at, mia, rosa


async def test_who_moves_up_without_an_address_is_called_and_ticked(house: House) -> None:
    """Nobody loses a place for want of an address; who called stands in the history."""
    at, mia, rosa = await one_waits(house, promotion="offer")
    assert await called(at) == []
    await leave(house, mia)
    (call,) = await called(at)
    assert (call["registration_id"], call["why"]) == (rosa["id"], "promoted")
    assert (call["people"], call["phone"]) == (["Rosa Ruf"], "03641 / 12-34 56")
    assert call["called_at"] is None
    body = {"registration_id": rosa["id"], "since": call["since"]}
    async with await at.client() as client:
        assert (await client.post(f"{at.path}/desk/calls", json=body)).status_code == 204
        assert (await called(at))[0]["called_at"] is not None
        undo = {**body, "called": False}
        assert (await client.post(f"{at.path}/desk/calls", json=undo)).status_code == 204
    assert (await called(at))[0]["called_at"] is None
    noted = await house.pool.fetch(
        "SELECT what FROM audit_log WHERE about = $1 ORDER BY at, id", rosa["id"]
    )
    assert {row["what"] for row in noted} == {"bookings.called", "bookings.not-called"}
    status = await house.pool.fetchval("SELECT status FROM booked_people WHERE name = 'Rosa Ruf'")
    assert status == "confirmed"


async def test_a_tick_belongs_to_one_call_and_one_event(house: House) -> None:
    """A page opened before something new had to be told doesn't tick that; nor does a stranger."""
    at, mia, rosa = await one_waits(house)
    await leave(house, mia)
    (call,) = await called(at)
    old = {"registration_id": rosa["id"], "since": call["since"].replace("2027", "2026")}
    other = await team(house, "company")
    async with await at.client() as client, await other.client() as stranger:
        assert (await client.post(f"{at.path}/desk/calls", json=old)).status_code == 409
        now = {**old, "since": call["since"]}
        assert (await stranger.post(f"{other.path}/desk/calls", json=now)).status_code == 409
        assert (await stranger.post(f"{at.path}/desk/calls", json=now)).status_code == 404
    assert (await called(at))[0]["called_at"] is None


async def test_a_cancelled_event_has_to_be_told_to_those_without_an_address(house: House) -> None:
    """Also after somebody was called already: there is something new to tell."""
    at, mia, rosa = await one_waits(house)
    await leave(house, mia)
    (call,) = await called(at)
    async with await at.client() as client:
        body = {"registration_id": rosa["id"], "since": call["since"]}
        await client.post(f"{at.path}/desk/calls", json=body)
        await answer(await client.post(f"{at.path}/cancel", json={}), 200)
    (again,) = await called(at)
    assert (again["why"], again["called_at"]) == ("event_cancelled", None)


async def test_another_time_of_a_chosen_session_is_told_by_telephone(house: House) -> None:
    """Nobody stands before a closed door; a place got meanwhile stays the news until it's told."""
    at = await team(house, capacity=2, waitlist=True)
    chosen = at.event["sessions"][0]
    sooner = datetime.fromisoformat(chosen["ends_at"]) - timedelta(minutes=1)
    rosa = await at.register("Rosa Ruf", sessions=[chosen["id"]])
    mia = await at.register("Mia Muster", email="mia@example.org", sessions=[chosen["id"]])
    late = await at.register("Ada Spät", sessions=[chosen["id"]])
    await leave(house, mia)
    change = {"sessions": [{"id": chosen["id"], "ends_at": sooner.isoformat()}]}
    async with await at.client() as client:
        await answer(await client.patch(at.path, json=change), 200)
    whys = {call["registration_id"]: call["why"] for call in await called(at)}
    assert whys == {rosa["id"]: "session_moved", late["id"]: "promoted"}
    async with await at.browser() as browser:
        page = message((await browser.get(f"{at.pages}/calls")).text)
    assert f"ein gewähltes Angebot hat eine neue Zeit: {chosen['title']}" in page
    await leave(house, rosa)
    assert [call["registration_id"] for call in await called(at)] == [late["id"]]


async def test_who_has_an_address_or_has_left_is_not_called(house: House) -> None:
    """The list holds those whom nobody else tells, and only as long as there is something to."""
    at, mia, rosa = await one_waits(house)
    await at.register("Ben Beispiel", email="ben@example.org")
    await leave(house, mia)
    assert [call["people"] for call in await called(at)] == [["Rosa Ruf"]]
    await leave(house, rosa)
    assert await called(at) == []


async def test_the_number_goes_with_the_rest_when_somebody_is_erased(house: House) -> None:
    """Nothing of the telephone number stays, and nobody is on the list to be called any more."""
    at, mia, rosa = await one_waits(house)
    await leave(house, mia)
    path = f"{at.pages}/{rosa['id']}"
    async with await at.browser() as browser:
        page = await browser.get(path)
        assert "03641 / 12-34 56" in page.text
        token = {k: v for k, v in hidden(page.text, path).items() if k == "csrf_token"}
        await browser.post(path, data={**token, "do": "erase", "sure": "yes"})
    assert await called(at) == []
    assert await house.pool.fetchval("SELECT count(contact_phone) FROM bookings") == 0


async def test_where_nobody_is_known_by_name_no_number_is_kept_or_shown(house: House) -> None:
    """A number would say who somebody is."""
    at, mia, _ = await one_waits(house, identity="code")
    await leave(house, mia)
    assert await called(at) == []
    assert await house.pool.fetchval("SELECT count(contact_phone) FROM bookings") == 0
    async with await at.browser() as browser:
        page = await browser.get(f"{at.pages}/calls")
    assert "sieht niemand, wer sich angemeldet hat" in message(page.text)


async def test_what_is_no_telephone_number_is_told_by_its_field(house: House) -> None:
    """The number is dialled from the list: letters and codes have no place in it."""
    at = await team(house)
    for number in ("anrufen!", "*100#", "12", "0" * 31, "javascript:1"):
        body = {"contact": {"phone": number}, "people": [{"name": "Rosa Ruf"}]}
        async with house.client() as client:
            refused = await client.post(f"{at.path}/registrations", json=body)
        assert list(faults(refused)) == ["contact.phone"], number


async def test_staff_take_a_place_on_offer_for_whoever_says_the_code(house: House) -> None:
    """However it was typed; another event's code and one without an offer are told apart."""
    at = await team(house, capacity=1, waitlist=True, promotion="offer")
    mia = await at.register("Mia Muster", email="mia@example.org")
    ben = await at.register("Ben Beispiel", email="ben@example.org")
    await leave(house, mia)
    other = await team(house, "company")
    path = "desk/offers/accept"
    typed = {"booking_code": ben["booking_code"].lower().replace("-", " ")}
    async with await other.client() as stranger:
        refused = await stranger.post(f"{other.path}/{path}", json=typed)
        assert list(faults(refused)) == ["booking_code"]
    async with await at.client() as client:
        unknown = await client.post(f"{at.path}/{path}", json={"booking_code": "0000-0000-000"})
        assert list(faults(unknown)) == ["booking_code"]
        taken = await answer(await client.post(f"{at.path}/{path}", json=typed), 200)
        assert (taken["id"], taken["status"]) == (ben["id"], "confirmed")
        again = await client.post(f"{at.path}/{path}", json=typed)
        assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (409, "no-offer")
    noted = await house.pool.fetchval(
        "SELECT about::text FROM audit_log WHERE what = 'bookings.offer-accepted'"
    )
    assert noted == ben["id"]


async def test_the_page_takes_a_code_and_says_what_is_wrong_with_it(house: House) -> None:
    """The field stands above the list where places are offered, and keeps what was typed."""
    at = await team(house, capacity=1, waitlist=True, promotion="offer")
    mia = await at.register("Mia Muster", email="mia@example.org")
    ben = await at.register("Ben Beispiel", email="ben@example.org")
    await leave(house, mia)
    async with await at.browser() as browser:
        page = await browser.get(at.pages)
        form = hidden(page.text, f"{at.pages}/offer")
        wrong = await browser.post(f"{at.pages}/offer", data={**form, "booking_code": "QUATSCH"})
        assert wrong.status_code == 422
        assert "Diesen Anmeldecode gibt es bei dieser Veranstaltung nicht." in wrong.text
        assert 'value="QUATSCH"' in wrong.text
        none = await browser.post(
            f"{at.pages}/offer", data={**form, "booking_code": mia["booking_code"]}
        )
        assert none.status_code == 409
        assert "Das Angebot gilt nicht mehr." in none.text
        form |= {"booking_code": ben["booking_code"]}
        done = await browser.post(f"{at.pages}/offer", data=form)
        assert done.status_code == 303
        one = await browser.get(done.headers["location"])
    assert "Die Änderung ist gespeichert." in one.text


async def test_the_call_list_is_ticked_on_its_page(house: House) -> None:
    """With a number to tap; the list of registrations says how many calls are owed."""
    at, mia, rosa = await one_waits(house)
    await leave(house, mia)
    path = f"{at.pages}/calls"
    async with await at.browser() as browser:
        assert "Anrufliste 1" in message((await browser.get(at.pages)).text)
        page = await browser.get(path)
        assert 'href="tel:03641123456"' in page.text
        assert "hat jetzt einen Platz" in page.text
        form = {**hidden(page.text, path), "do": "called"}
        assert (await browser.post(path, data=form)).status_code == 303
        again = await browser.get(path)
        assert "Doch noch nicht" in again.text
        assert "Anrufliste 1" not in message((await browser.get(at.pages)).text)
        stale = await browser.post(path, data=form | {"since": "2027-05-01T09:00:00+00:00"})
        assert stale.status_code == 409
        assert "Inzwischen gibt es hier etwas Neues." in stale.text
        for broken in ({"since": "gestern"}, {"registration": "x"}, {"since": "2027-05-03T09:00"}):
            assert (await browser.post(path, data={**form, **broken})).status_code == 400
    assert (await called(at))[0]["registration_id"] == rosa["id"]
