"""Where people come from: a list that is too long to show says so and can be searched."""

from __future__ import annotations

import re

import pytest

from services.registration.events.store import events
from tests.services.registration.house import House
from tests.services.registration.planner import fields

SHOWN = re.compile(r'<option value="[^"]+"[^>]*>(?:Betrieb|Netzwerk)')


async def crowd(house: House, monkeypatch: pytest.MonkeyPatch) -> str:
    """The form of an event of a network with seven companies, where lists show five."""
    monkeypatch.setattr(events, "CHOICES_MAX", 5)
    network = await house.organisation("Netzwerk Mitte")
    for number in range(6):
        await house.organisation(f"Betrieb {number}", "company", parent_id=network["id"])
    await house.organisation("Zum 100% guten Bäcker", "company", parent_id=network["id"])
    event = await house.event(network["id"])
    return f"/e/{event['id']}/register"


async def test_a_long_list_says_so_and_is_searched_without_losing_what_is_typed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects people of the last companies by name, who would not find theirs."""
    path = await crowd(house, monkeypatch)
    async with house.client() as guest:
        page = (await guest.get(path)).text
        assert len(SHOWN.findall(page)) == 5
        assert "In der Liste stehen die ersten 5." in page
        assert "guten Bäcker" not in page
        typed = {**fields(page), "people[0].name": "Mira Muster", "do": "find-organisation"}
        found = await guest.post(path, data={**typed, "organisation_search": "100% GUTEN b"})
        assert found.status_code == 200
        assert "Zum 100% guten Bäcker" in found.text
        assert SHOWN.findall(found.text) == []
        assert "Mira Muster" in found.text
        nothing = await guest.post(path, data={**typed, "organisation_search": "%"})
        assert "Betrieb 1" not in nothing.text
        none = await guest.post(path, data={**typed, "organisation_search": "Fleischer"})
        assert "Nichts gefunden." in none.text


async def test_enter_registers_and_searches_only_for_a_name_just_typed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first button of the form is what Enter presses, in whatever field."""
    path = await crowd(house, monkeypatch)
    async with house.client() as guest:
        page = (await guest.get(path)).text
        first = page.partition('<form class="form')[2].partition('type="submit"')[2]
        assert first.startswith(' name="do" value="enter"')
        typed = {**fields(page), "people[0].name": "Mira Muster", "do": "enter"}
        found = await guest.post(path, data={**typed, "organisation_search": "guten"})
        assert "Zum 100% guten Bäcker" in found.text
        typed = {**fields(found.text), **typed, "organisation_search": "guten"}
        typed["searched"] = fields(found.text)["searched"]
        assert (await guest.post(path, data=typed)).status_code == 303


async def test_what_is_chosen_stays_in_the_list_that_is_searched(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects a choice from being lost by a second look."""
    path = await crowd(house, monkeypatch)
    async with house.client() as guest:
        page = (await guest.get(path)).text
        chosen = re.search(r'<option value="([^"]+)"[^>]*>Betrieb 2<', page)
        assert chosen is not None
        typed = {
            **fields(page),
            "contact.organisation_id": chosen[1],
            "organisation_search": "Bäcker",
            "do": "find-organisation",
        }
        found = (await guest.post(path, data=typed)).text
    assert f'<option value="{chosen[1]}" selected>Betrieb 2<' in found
    assert "guten Bäcker" in found


async def test_a_short_list_needs_no_search(house: House) -> None:
    """Protects the usual form from a field that nobody needs."""
    network = await house.organisation("Netzwerk Mitte")
    await house.organisation("Betrieb 1", "company", parent_id=network["id"])
    event = await house.event(network["id"])
    page = (await house.client().get(f"/e/{event['id']}/register")).text
    assert "Betrieb 1" in page
    assert "organisation_search" not in page


async def test_a_company_finds_itself_in_a_long_list(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects company contacts: the search is there too, and nothing typed is lost."""
    path = (await crowd(house, monkeypatch)).replace("/register", "/company")
    async with house.client() as contact:
        page = (await contact.get(path)).text
        assert "In der Liste stehen die ersten 5." in page
        typed = {**fields(page), "list": "Mira Muster", "organisation_search": "guten"}
        found = await contact.post(path, data={**typed, "do": "find-organisation"})
    assert found.status_code == 200
    assert "Zum 100% guten Bäcker" in found.text
    assert SHOWN.findall(found.text) == []
    assert "Mira Muster" in found.text
