"""What the desk keeps apart: other events, people nobody may know, what is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.services.registration.desk.team import hidden, message, team
from tests.services.registration.desk.test_many import changes, sessions_of, two_workshops
from tests.services.registration.house import House, answer, faults


@pytest.mark.parametrize("kind", ["job_centre", "insurer"])
async def test_where_nobody_may_be_known_counting_finds_no_name_either(
    house: House, kind: str
) -> None:
    """A number is an answer, too: whether somebody has registered can't be asked by name."""
    at = await team(house, kind, kind="health_day", identity="named")
    await at.register("Mia Muster", email="mia@example.org")
    async with await at.client() as client:
        for search, people in (("Muster", 0), ("mia@", 0), ("", 1)):
            path = f"{at.path}/registrations/count"
            found = await answer(await client.get(path, params={"search": search}), 200)
            assert found["people"] == people, search
    async with await at.browser() as browser:
        page = await browser.get(f"{at.pages}?search=Muster")
    assert "Alle 0" in message(page.text)


async def test_numbers_beside_the_statuses_are_those_of_the_search(house: House) -> None:
    """The links lead to as many people as they say, the search still on."""
    at = await team(house)
    company = await house.organisation("Werk", "company", parent_id=at.organiser)
    await at.register("Mia Muster", email="mia@example.org")
    async with house.client() as client:
        body = {"contact": {"organisation_id": company["id"]}, "people": [{"name": "Ben Bei"}]}
        await answer(await client.post(f"{at.path}/registrations", json=body), 201)
    async with await at.browser() as browser:
        whole = await browser.get(at.pages)
        searched = await browser.get(f"{at.pages}?search=Muster")
        at_work = await browser.get(f"{at.pages}?organisation_id={company['id']}")
    assert "Alle 2 bestätigt 2" in message(whole.text)
    assert "Alle 1 bestätigt 1 Warteliste 0" in message(searched.text)
    assert "search=Muster&amp;status=confirmed" in searched.text
    assert "Alle 1 bestätigt 1" in message(at_work.text)


async def test_of_a_party_those_are_listed_who_are_asked_for(house: House) -> None:
    """Whoever asks for the waitlist sees nobody beside it who has a place."""
    at = await team(house, capacity=1, waitlist=True)
    await at.register("Ben Bei", "Eva Bei", email="ben@example.org", fill="as_many_as_fit")
    async with await at.browser() as browser:
        page = message((await browser.get(f"{at.pages}?status=waitlisted")).text)
        text = await browser.get(f"{at.pages}/export.csv?status=confirmed")
    assert "Eva Bei" in page
    assert "Ben Bei" not in page
    assert "Ben Bei" in text.text
    assert "Eva Bei" not in text.text


async def test_a_registration_is_shown_under_its_own_event_only(house: House) -> None:
    """The address of one event with the id of another's registration leads nowhere."""
    at = await team(house)
    other = await house.event(at.organiser)
    mia = await at.register("Mia Muster")
    elsewhere = f"/organizer/events/{other['id']}/registrations/{mia['id']}"
    async with await at.browser() as browser:
        assert (await browser.get(f"{at.pages}/{mia['id']}")).status_code == 200
        assert (await browser.get(elsewhere)).status_code == 404
        assert (await browser.get(f"{elsewhere}/card")).status_code == 404


async def test_the_history_is_that_of_one_event(house: House) -> None:
    """What was done elsewhere stands elsewhere."""
    at = await team(house)
    other = await house.event(at.organiser)
    async with await at.client() as client:
        body = {"people": [{"name": "Rosa Ruf"}]}
        path = f"/api/v1/events/{other['id']}/desk/registrations"
        await answer(await client.post(path, json=body), 201)
    async with await at.browser() as browser:
        page = await browser.get(f"{at.pages}/history")
        there = await browser.get(f"/organizer/events/{other['id']}/registrations/history")
    assert "Jemanden angemeldet" not in page.text
    assert "Jemanden angemeldet" in there.text


async def test_a_card_is_for_those_whom_no_mail_reaches(house: House) -> None:
    """Who has an address gets a mail; a second ticket on paper would be a second key."""
    at = await team(house)
    mia = await at.register("Mia Muster", email="mia@example.org")
    async with await at.browser() as browser:
        page = await browser.get(f"{at.pages}/{mia['id']}")
        card = await browser.get(f"{at.pages}/{mia['id']}/card")
    assert "Karte drucken" not in page.text
    assert card.status_code == 409


async def test_a_file_says_nothing_of_who_was_erased(house: House) -> None:
    """Not even the address of the party's contact stands beside somebody who is only counted."""
    at = await team(house)
    pair = await at.register("Ben Bei", "Eva Bei", email="ben@example.org")
    path = f"{at.pages}/{pair['id']}"
    async with await at.browser() as browser:
        token = hidden((await browser.get(path)).text, path)["csrf_token"]
        form = {"csrf_token": token, "do": "erase", "sure": "yes"}
        await browser.post(path, data=form | {"person": pair["people"][1]["id"]})
        text = await browser.get(f"{at.pages}/export.csv")
    _, ben, eva = text.content.decode("utf-8-sig").splitlines()
    assert ben.startswith("Ben Bei;ben@example.org;")
    assert eva.startswith(";;;")


async def test_nobody_is_moved_into_what_is_over_or_changed_after_the_end(house: House) -> None:
    """The past stays as it was, for one and for many."""
    at = await two_workshops(house)
    first, _ = sessions_of(at)
    await at.register("Mia Muster")
    house.now += timedelta(days=9, minutes=70)
    body = {"matching": {}, "expected": 1}
    async with await at.client() as client:
        path = f"{at.path}/desk/changes"
        refused = await client.post(path, json={**body, "do": "move", "join": first})
        assert list(faults(refused)) == ["join"]
        house.now += timedelta(days=1)
        await answer(await client.post(f"{at.path}/close"), 200)
        over = await client.post(path, json={**body, "do": "cancel"})
    assert (over.status_code, over.json()["type"].rpartition(":")[2]) == (
        409,
        "registration-closed",
    )


async def test_who_was_erased_is_no_target(house: House) -> None:
    """Neither counted as meant nor cancelled: there is nobody to tell."""
    at = await team(house)
    mia = await at.register("Mia Muster", email="mia@example.org")
    path = f"{at.pages}/{mia['id']}"
    async with await at.browser() as browser:
        token = hidden((await browser.get(path)).text, path)["csrf_token"]
        await browser.post(path, data={"csrf_token": token, "do": "erase", "sure": "yes"})
    assert (await changes(at, matching={}, expected=0, do="cancel"))["changed"] == 0
