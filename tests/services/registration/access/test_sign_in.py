"""Signing in by link and by code, in a browser's steps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.registration.access.administration import ensure_first_administrator
from services.registration.access.domain import (
    CODE_ATTEMPTS_MAX,
    CODE_ATTEMPTS_PER_DAY_MAX,
    INVITATION_VALID,
    LIMIT_WINDOW,
    REQUESTS_PER_ADDRESS_MAX,
    SESSION_IDLE,
    SESSION_MAX,
    SIGN_IN_VALID,
)
from shared.database.pool import Pool
from shared.web.principal import hash_of
from tests.services.registration.access.signing import (
    EMAIL,
    TOKEN_FIELD,
    ask,
    link_and_code,
    post,
    sign_in,
    staff,
)
from tests.services.registration.house import House, open_house


async def test_a_link_signs_in_the_browser_that_asked_once(house: House) -> None:
    """Protects the way in: GET changes nothing, the button acts, a second time it doesn't."""
    await staff(house)
    async with house.client() as client:
        sent = await ask(client)
        assert sent.headers["location"].endswith("/sign-in/sent")
        link, _ = await link_and_code(house)
        opened = await client.get(link)
        assert opened.status_code == 303
        assert link not in opened.headers["location"]
        assert (await client.get("/organizer")).status_code == 401
        done = await post(client, "/sign-in/confirm", "/sign-in/confirm")
        assert done.headers["location"].endswith("/organizer")
        assert (await client.get("/organizer")).status_code == 200
        await client.get(link)
        assert (await client.get("/sign-in/confirm")).status_code == 410
    told = await house.messages("registration.access.v1")
    opened_sessions = [m for m in told if m["body"] and m["body"].get("kind") == "session"]
    assert len(opened_sessions) == 1
    assert opened_sessions[0]["key"] == f"session:{opened_sessions[0]['body']['token_hash']}"


async def test_a_link_does_nothing_in_another_browser(house: House) -> None:
    """Protects against forwarded or stolen mails: the browser that asked has to open it."""
    await staff(house)
    async with house.client() as mine, house.client() as other:
        await ask(mine)
        link, _ = await link_and_code(house)
        await other.get(link)
        page = await other.get("/sign-in/confirm")
        assert page.status_code == 409
        assert "csrf_token" not in page.text
        await ask(other, "stranger@example.org")
        found = TOKEN_FIELD.search((await other.get("/sign-in")).text)
        assert found
        await other.get(link)
        refused = await other.post("/sign-in/confirm", data={"csrf_token": found[1]})
        assert refused.status_code == 409
        assert (await other.get("/organizer")).status_code == 401


async def test_a_link_is_over_after_fifteen_minutes(house: House) -> None:
    """Protects old mails."""
    await staff(house)
    async with house.client() as client:
        await ask(client)
        link, code = await link_and_code(house)
        house.now += SIGN_IN_VALID
        await client.get(link)
        assert (await client.get("/sign-in/confirm")).status_code == 410
        refused = await post(client, "/sign-in/sent", "/sign-in/code", code=code)
        assert refused.status_code == 422


async def test_the_code_signs_in_and_its_tries_are_bounded(house: House) -> None:
    """Protects six digits from being guessed: after five tries even the right one is wrong."""
    await staff(house)
    async with house.client() as client:
        await ask(client)
        _, code = await link_and_code(house)
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        for _ in range(CODE_ATTEMPTS_MAX):
            tried = await post(client, "/sign-in/sent", "/sign-in/code", code=wrong)
            assert tried.status_code == 422
        late = await post(client, "/sign-in/sent", "/sign-in/code", code=code)
        assert late.status_code == 422
        await ask(client)
        _, code = await link_and_code(house)
        spaced = f"{code[:3]} {code[3:]}"
        done = await post(client, "/sign-in/sent", "/sign-in/code", code=spaced)
        assert done.headers["location"].endswith("/organizer")


async def test_codes_of_one_address_are_not_guessed_day_by_day(house: House) -> None:
    """Protects six digits from patience: asking anew gives few tries more; the link still works."""
    await staff(house)
    for _ in range(CODE_ATTEMPTS_PER_DAY_MAX // CODE_ATTEMPTS_MAX):
        async with house.client() as guesser:
            await ask(guesser)
            _, code = await link_and_code(house)
            wrong = f"{(int(code) + 1) % 1_000_000:06d}"
            for _ in range(CODE_ATTEMPTS_MAX):
                await post(guesser, "/sign-in/sent", "/sign-in/code", code=wrong)
    house.now += LIMIT_WINDOW
    async with house.client() as client:
        await ask(client)
        link, code = await link_and_code(house)
        tried = await post(client, "/sign-in/sent", "/sign-in/code", code=code)
        assert tried.status_code == 422
        await client.get(link)
        done = await post(client, "/sign-in/confirm", "/sign-in/confirm")
        assert done.headers["location"].endswith("/organizer")


async def test_a_link_that_cannot_be_ours_is_over(house: House) -> None:
    """Protects cookies from what stands in addresses."""
    async with house.client() as client:
        for text in ("%FF", "%E2%82%AC", "a%0d%0aSet-Cookie:%20x=y", "a%3Bb%3D1", "1.a.b"):
            opened = await client.get(f"/sign-in/{text}")
            assert opened.status_code == 303, text
            assert opened.headers["set-cookie"].startswith('auftakt_link="";'), text
            assert (await client.get("/sign-in/confirm")).status_code == 410


async def test_nobody_learns_whether_an_address_is_known(house: House) -> None:
    """Protects staff from being listed: the same answer, no mail, no code for a stranger."""
    await staff(house)
    async with house.client() as client, house.client() as other:
        known, unknown = await ask(client), await ask(other, "niemand@example.org")
        assert (known.status_code, known.headers["location"]) == (
            unknown.status_code,
            unknown.headers["location"],
        )
        assert {c.name for c in client.cookies.jar} == {c.name for c in other.cookies.jar}
        mails = await house.messages("registration.mail-requests.v1")
        assert len(mails) == 1
        assert "niemand" not in str(mails)
        tried = await post(other, "/sign-in/sent", "/sign-in/code", code="000000")
        assert tried.status_code == 422


async def test_links_for_an_address_are_limited(house: House, registration_pool: Pool) -> None:
    """Protects mailboxes; the same for strangers, and lifted for load tests."""
    await staff(house)
    for email in (EMAIL, "niemand@example.org"):
        async with house.client() as client:
            for _ in range(REQUESTS_PER_ADDRESS_MAX):
                assert (await ask(client, email)).status_code == 303
            refused = await ask(client, email)
            assert refused.status_code == 429
            assert int(refused.headers["retry-after"]) > 0
    async with open_house(registration_pool, limits=False) as free, free.client() as client:
        assert (await ask(client)).status_code == 303


async def test_what_is_no_address_is_said_in_the_form(house: House) -> None:
    """Protects people from typos: the page comes back with the field named."""
    async with house.client() as client:
        for email in ("", "olga", "a@b", "a@b.de\r\nbcc: x@y.de", "x" * 300 + "@y.de"):
            response = await ask(client, email)
            assert response.status_code == 422, email
            assert 'aria-invalid="true"' in response.text


async def test_an_invitation_leads_to_a_link_but_opens_nothing_itself(house: House) -> None:
    """Protects forwarded invitations: they send a link to the invited address, no more."""
    assert await ensure_first_administrator(house.pool, EMAIL, house.now)
    assert not await ensure_first_administrator(house.pool, "x@example.org", house.now)
    invitation, _ = await link_and_code(house)
    async with house.client() as client:
        await client.get(invitation)
        sent = await post(client, "/sign-in/confirm", "/sign-in/confirm")
        assert sent.headers["location"].endswith("/sign-in/sent")
        assert (await client.get("/organizer")).status_code == 401
        link, _ = await link_and_code(house)
        assert link != invitation
        await client.get(link)
        done = await post(client, "/sign-in/confirm", "/sign-in/confirm")
        assert done.headers["location"].endswith("/organizer")
        await client.get(invitation)
        assert (await client.get("/sign-in/confirm")).status_code == 410
    house.now += INVITATION_VALID


async def test_a_session_slides_with_use_and_ends_at_last(house: House) -> None:
    """Protects unattended browsers: idle for long, or a week after sign-in, it is over."""
    await staff(house)
    async with house.client() as client:
        await sign_in(house, client)
        began = house.now
        while house.now - began < SESSION_MAX - SESSION_IDLE:
            house.now += SESSION_IDLE - timedelta(minutes=1)
            assert (await client.get("/organizer")).status_code == 200
        house.now = began + SESSION_MAX
        assert (await client.get("/organizer")).status_code == 401
        await sign_in(house, client)
        house.now += SESSION_IDLE
        assert (await client.get("/organizer")).status_code == 401
    told = await house.messages("registration.access.v1")
    expiries = [m["body"]["expires_at"] for m in told if m["body"] and "token_hash" in m["body"]]
    assert len(set(expiries)) > 3, "every extension is replicated"


async def test_signing_out_ends_the_session_everywhere(house: House) -> None:
    """Protects shared computers: a tombstone tells the other services."""
    await staff(house)
    async with house.client() as client:
        secret = await sign_in(house, client)
        out = await post(client, "/organizer", "/sign-out")
        assert out.status_code == 303
        client.cookies.set("auftakt_session", secret)
        assert (await client.get("/organizer")).status_code == 401
    last = (await house.messages("registration.access.v1"))[-1]
    assert (last["key"], last["body"]) == (f"session:{hash_of(secret)}", None)


async def test_every_sign_in_gets_a_new_session(house: House) -> None:
    """Protects against fixation: a planted cookie never becomes a session."""
    await staff(house)
    async with house.client() as client:
        client.cookies.set("auftakt_session", "planted", domain="localhost.local")
        first = await sign_in(house, client)
        client.cookies.clear()
        second = await sign_in(house, client)
    assert len({first, second, "planted"}) == 3


async def test_cookies_and_bearer_tokens_are_not_interchangeable(house: House) -> None:
    """Protects the JSON API from cross-site requests, and pages from leaked tokens in cookies."""
    network = await staff(house)
    token = await house.token("organizer", network)
    async with house.client() as client:
        secret = await sign_in(house, client)
        assert (await client.get("/api/v1/events")).status_code == 401
    async with house.client(secret) as client:
        assert (await client.get("/api/v1/events")).status_code == 401
    async with house.client(None, Cookie=f"auftakt_session={token}") as client:
        assert (await client.get("/organizer")).status_code == 401


async def test_grants_are_told_with_contiguous_versions(house: House) -> None:
    """Protects I3: the projection of staff elsewhere sees each version once, in order."""
    for name in ("Eins", "Zwei", "Drei"):
        network = await house.organisation(name)
        for role in ("organizer", "steward", "organizer"):
            await house.token(role, network["id"], EMAIL)
    told = [m["body"] for m in await house.messages("registration.access.v1") if m["body"]]
    mine = [
        m for m in told if len(m.get("grants", ())) and m["grants"][0]["role"] != "administrator"
    ]
    assert [m["version"] for m in mine] == [1, 2, 3, 4, 5, 6]
    assert len(mine[-1]["grants"]) == 6


@pytest.mark.parametrize(
    "path", ["https://evil.example", "//evil.example", "/organizer/../x", "/sign-out"]
)
async def test_after_the_sign_in_one_stays_here(house: House, path: str) -> None:
    """Protects from open redirects: only known pages of ours."""
    await staff(house)
    async with house.client() as client:
        await post(client, "/sign-in", "/sign-in", email=EMAIL, next=path)
        _, code = await link_and_code(house)
        done = await post(client, "/sign-in/sent", "/sign-in/code", code=code)
    assert done.headers["location"] == "http://localhost:8000/organizer"
