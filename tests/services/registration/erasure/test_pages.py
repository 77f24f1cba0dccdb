"""“Erase my data” as a browser without JavaScript sees it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.services.registration.bookings.test_pages import hidden
from tests.services.registration.erasure.conftest import Occasion

ERASE = "/my/registration/erase"


async def _opened(client: httpx.AsyncClient, booking: dict[str, Any]) -> httpx.Response:
    """The page, reached by the link of a mail."""
    assert (await client.get(f"/m/{booking['manage_token']}")).status_code == 303
    page = await client.get(ERASE)
    assert page.status_code == 200, page.text
    return page


async def _sent(client: httpx.AsyncClient, page: str, **fields: Any) -> httpx.Response:
    token = hidden(page)["csrf_token"]
    return await client.post(ERASE, data={"csrf_token": token, **fields})


async def test_the_page_explains_first_and_erases_only_when_confirmed(occasion: Occasion) -> None:
    """Opening a link changes nothing; afterwards the browser forgets, and the link says so."""
    booking = await occasion.register("Mira", email="mira@example.org")
    async with occasion.house.client() as client:
        assert (await client.get(ERASE)).headers["location"].endswith("/my")
        page = await _opened(client, booking)
        assert "Das lässt sich nicht rückgängig machen." in page.text
        assert "10. August 2027" in page.text
        assert "mira" in await occasion.known()
        assert (await client.post(ERASE, data={})).status_code == 403
        sent = await _sent(client, page.text)
        assert sent.headers["location"].endswith("/my/registration/erased")
        assert "mira" not in await occasion.known()
        assert "Ihre Daten sind gelöscht." in (await client.get("/my/registration/erased")).text
        assert (await client.get("/my/registration")).headers["location"].endswith("/my")
        gone = await client.get(f"/m/{booking['manage_token']}")
        assert gone.status_code == 410
        assert "Diese Anmeldung ist gelöscht." in gone.text


@pytest.mark.parametrize("everybody", [True, False])
async def test_of_a_party_those_who_are_ticked_are_erased(
    occasion: Occasion, everybody: bool
) -> None:
    """Nobody ticked: the page says so and nothing happens; all ticked: the contact goes as well."""
    party = await occasion.register("Mira", "Juri", name="Wanda", email="wanda@example.org")
    ids = [person["id"] for person in party["people"]]
    async with occasion.house.client() as client:
        page = await _opened(client, party)
        nobody = await _sent(client, page.text)
        assert nobody.status_code == 422
        assert "Es ist noch niemand ausgewählt" in nobody.text
        sent = await _sent(client, page.text, people=ids if everybody else ids[:1])
        known = await occasion.known()
        assert "mira" not in known
        if everybody:
            assert sent.headers["location"].endswith("/my/registration/erased")
            assert not {"juri", "wanda"} & set(known.replace('"', " ").split())
            return
        assert sent.headers["location"].endswith("/my/registration?changed=1")
        mine = (await client.get("/my/registration")).text
        assert "Juri" in mine
        assert "Wessen Daten" not in (await client.get(ERASE)).text
