"""Steps of somebody who signs in with a browser."""

from __future__ import annotations

import re
from uuid import UUID

import httpx

from services.registration.access.domain import code_from_digest
from tests.services.registration.house import House

EMAIL = "olga.beispiel@example.org"
TOKEN_FIELD = re.compile(r'name="csrf_token" value="([^"]+)"')


async def staff(house: House) -> UUID:
    """An organizer who can sign in; gives the organisation."""
    network = await house.organisation("Netzwerk")
    await house.token("organizer", network["id"], EMAIL)
    return UUID(network["id"])


async def post(client: httpx.AsyncClient, page: str, path: str, **fields: str) -> httpx.Response:
    """Fill in the form of a page."""
    found = TOKEN_FIELD.search((await client.get(page)).text)
    assert found, page
    return await client.post(path, data={"csrf_token": found[1], **fields})


async def ask(client: httpx.AsyncClient, email: str = EMAIL) -> httpx.Response:
    """Ask for a link."""
    return await post(client, "/sign-in", "/sign-in", email=email)


async def link_and_code(house: House) -> tuple[str, str]:
    """What the last mail carries, derived as notifications derives it."""
    request = (await house.messages("registration.mail-requests.v1"))[-1]["body"]
    keys = house.use_cases.sign_in.keys.sign_in
    id_, generation = UUID(request["subject_id"]), request["generation"]
    code = code_from_digest(keys.digest(f"{id_}|{generation}"))
    return f"/sign-in/{keys.token(id_, generation)}", code


async def sign_in(house: House, client: httpx.AsyncClient) -> str:
    """Sign in; gives the secret of the session."""
    await ask(client)
    _, code = await link_and_code(house)
    await post(client, "/sign-in/sent", "/sign-in/code", code=code)
    secret: str = client.cookies["auftakt_session"]
    return secret
