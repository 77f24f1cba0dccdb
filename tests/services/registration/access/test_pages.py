"""Pages of one's own access, of roles and of the audit log, without JavaScript."""

from __future__ import annotations

import re

import httpx

from tests.services.registration.access.signing import EMAIL, post, sign_in, staff
from tests.services.registration.house import House

SECRET = re.compile(r'id="secret" type="text" value="([^"]+)"')
FORM = re.compile(r'action="http://localhost:8000(/[^"]+)"')


def forms(page: httpx.Response, ending: str) -> list[str]:
    """Where forms of a page are sent to, with that ending."""
    assert page.status_code == 200, page.text
    return [path for path in FORM.findall(page.text) if path.endswith(ending)]


async def test_an_account_shows_roles_and_sessions_and_signs_one_out(house: House) -> None:
    """Protects from a forgotten browser: seen by its name, signed out by a button."""
    await staff(house)
    async with (
        house.client() as here,
        house.client(None, **{"User-Agent": "Firefox/1 Linux"}) as old,
    ):
        await sign_in(house, old)
        await sign_in(house, here)
        page = await here.get("/account")
        assert "Veranstalter" in page.text
        assert "Netzwerk" in page.text
        assert "Firefox, Linux" in page.text
        assert "dieser Browser" in page.text
        (end,) = forms(page, "/end")
        done = await post(here, "/account", end)
        assert done.headers["location"].endswith("/account?done=ended")
        assert "abgemeldet" in (await here.get("/account?done=ended")).text
        assert (await old.get("/account")).status_code == 401
        out = await post(here, "/account", "/account/sessions/end-all")
        assert out.headers["location"].endswith("/sign-in/out")
        assert (await here.get("/account")).status_code == 401


async def test_a_token_made_on_the_page_is_shown_this_once(house: House) -> None:
    """Protects secrets: the page that makes one shows it, no other page does."""
    await staff(house)
    async with house.client() as client:
        await sign_in(house, client)
        empty = await post(client, "/account/tokens", "/account/tokens", label="Tür")
        assert empty.status_code == 422
        assert 'href="#field-scopes"' in empty.text
        made = await post(
            client, "/account/tokens", "/account/tokens", label="Tür", scopes="scans", days="7"
        )
        secret = SECRET.search(made.text)
        assert secret
        assert made.headers["cache-control"] == "no-store"
        again = await client.get("/account/tokens")
        assert secret[1] not in again.text
        assert "noch nicht benutzt" in again.text
        async with house.client(secret[1]) as program:
            assert (await program.get("/api/v1/me")).json()["scopes"] == ["scans"]
            paths = forms(again, "/revoke")
            for path in paths:
                await post(client, "/account/tokens", path)
            assert (await program.get("/api/v1/me")).status_code == 401


async def test_an_organizer_invites_changes_and_takes_back_on_pages(house: House) -> None:
    """Protects organizers from needing a program for their own team."""
    network = await staff(house)
    path = f"/organizer/organisations/{network}/roles"
    async with house.client() as client:
        await sign_in(house, client)
        typo = await post(client, path, path, name="Sam", email="sam", role="steward")
        assert typo.status_code == 422
        assert 'value="Sam"' in typo.text
        given = {"name": "Sam Helfer", "email": "sam@example.org", "role": "steward"}
        sent = await post(client, path, path, **given)
        assert sent.headers["location"].endswith("/roles?done=given")
        again = await post(client, path, path, **given)
        assert again.status_code == 409
        assert "schon" in again.text
        page = (await client.get(path)).text
        assert "war noch nie angemeldet" in page
        ids = re.findall(r'/organizer/roles/([0-9a-f-]{36})"', page)
        pages = {id_: (await client.get(f"/organizer/roles/{id_}")).text for id_ in ids}
        (one,) = [id_ for id_, text in pages.items() if "Sam Helfer" in text]
        role = f"/organizer/roles/{one}"
        wrong = await post(client, role, role, role="steward", expires_on="morgen")
        assert wrong.status_code == 422
        changed = await post(client, role, role, role="auditor", expires_on="2027-12-31")
        assert changed.headers["location"].endswith("done=changed")
        page = (await client.get(path)).text
        assert "31.12.2027" in page
        invited = await post(client, role, f"{role}/invitation")
        assert invited.headers["location"].endswith("done=invited")
        taken = await post(client, role, f"{role}/take-back")
        assert taken.headers["location"].endswith("done=taken")
        assert "Sam Helfer" not in (await client.get(path)).text


async def test_the_log_is_a_page_for_auditors(house: House) -> None:
    """Protects accountability: in words, latest first, and about one thing at a time."""
    network = await house.organisation("Netzwerk")
    await house.token("auditor", network["id"], EMAIL)
    async with await house.administrator() as api, house.client() as client:
        body = {"name": "Sam", "email": "sam@example.org", "role": "steward"}
        role = (await api.post(f"/api/v1/organisations/{network['id']}/roles", json=body)).json()
        await sign_in(house, client)
        page = (await client.get("/organizer/audit")).text
        assert "Rolle vergeben" in page
        assert "Einlassteam" in page
        assert "sam@example.org" not in page
        assert "Rolle vergeben" in (await client.get(f"/organizer/audit?about={role['id']}")).text
        assert "Rolle vergeben" not in (await client.get("/organizer/audit?what=tokens")).text
        assert (
            await client.get(f"/organizer/organisations/{network['id']}/roles")
        ).status_code == 200


async def test_the_last_administrator_is_told_so_on_the_page(house: House) -> None:
    """Protects the installation, with words that say what to do instead."""
    await house.token("administrator", None, EMAIL)
    async with house.client() as client:
        await sign_in(house, client)
        page = (await client.get("/organizer/administrators")).text
        (id_,) = set(re.findall(r'/organizer/roles/([0-9a-f-]{36})"', page))
        role = f"/organizer/roles/{id_}"
        kept = await post(client, role, f"{role}/take-back")
        assert kept.status_code == 409
        assert "letzte Person" in kept.text
        invited = await post(
            client,
            "/organizer/administrators",
            "/organizer/administrators",
            name="Zweite",
            email="zweite@example.org",
        )
        assert invited.headers["location"].endswith("/administrators?done=given")
