"""Signing in by an OpenID provider: a real one (Canaille), asked as a browser would ask it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from services.registration.access.errors import ProviderFailed
from services.registration.access.sign_in.provider import Provider, Secrets
from shared.database.pool import Pool
from tests.services.registration.access.identity import (
    CLIENT_ID,
    CLIENT_SECRET,
    Identity,
    running,
)
from tests.services.registration.access.signing import EMAIL, staff
from tests.services.registration.house import BASE_URL, House, open_house

START = "/sign-in/provider/start"
BACK = "/sign-in/provider/back"


@pytest.fixture(scope="module")
def identity() -> Iterator[Identity]:
    """One provider for all tests here."""
    users = {"olga": EMAIL, "fremd": "fremd@example.org"}
    with running(BASE_URL + BACK, users) as started:
        yield started


@asynccontextmanager
async def house_with(pool: Pool, identity: Identity, **values: Any) -> AsyncIterator[House]:
    """A house that is set up with the provider, on today's clock, with Olga as staff."""
    given: dict[str, Any] = {
        "oidc_issuer": identity.issuer,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
        "oidc_name": "Kassenkonto",
        "oidc_trusts_emails": True,
    }
    identity.forget_codes()
    async with open_house(pool, **{**given, **values}) as house:
        house.now = datetime.now(UTC)
        await staff(house)
        yield house


async def through(client: httpx.AsyncClient, identity: Identity, user: str) -> httpx.Response:
    """To the provider, through its forms, and back."""
    sent = await client.get(START, params={"next": "/account"})
    assert sent.status_code == 303, sent.text
    return await client.get(await identity.sign_in(sent.headers["location"], user))


async def test_who_is_staff_signs_in_once_for_each_question(
    registration_pool: Pool, identity: Identity
) -> None:
    """Protects the way in by the house's own accounts; a recorded answer opens nothing."""
    async with house_with(registration_pool, identity) as house, house.client() as client:
        assert "Mit Kassenkonto anmelden" in (await client.get("/sign-in")).text
        sent = await client.get(START, params={"next": "/account"})
        back = await identity.sign_in(sent.headers["location"], "olga")
        cookies = dict(client.cookies)
        done = await client.get(back)
        assert done.headers["location"].endswith("/account")
        assert EMAIL in (await client.get("/account")).text
        client.cookies.clear()
        client.cookies.update(cookies)
        assert (await client.get(back)).status_code == 403
    told = await house.messages("registration.access.v1")
    assert [m["body"]["kind"] for m in told if m["body"] and "kind" in m["body"]][-1] == "session"


async def test_nobody_becomes_staff_by_having_an_account_elsewhere(
    registration_pool: Pool, identity: Identity
) -> None:
    """Protects the installation: the provider says who somebody is, not what they may do."""
    async with house_with(registration_pool, identity) as house, house.client() as client:
        before = await house.pool.fetchval("SELECT count(*) FROM staff")
        refused = await through(client, identity, "fremd")
        assert refused.status_code == 403
        assert "nicht eingetragen" in refused.text
        assert "fremd" not in refused.text
        assert (await client.get("/account")).status_code == 401
        assert await house.pool.fetchval("SELECT count(*) FROM staff") == before


async def test_an_address_that_nobody_proved_is_not_believed(
    registration_pool: Pool, identity: Identity
) -> None:
    """Protects from providers where people type in any address; believed only by choice."""
    without = house_with(registration_pool, identity, oidc_trusts_emails=False)
    async with without as house, house.client() as client:
        assert (await through(client, identity, "olga")).status_code == 403


async def test_an_answer_works_only_in_the_browser_that_asked(
    registration_pool: Pool, identity: Identity
) -> None:
    """Protects from being signed in as somebody else by a link, and from stolen answers."""
    set_up = house_with(registration_pool, identity)
    async with set_up as house, house.client() as mine, house.client() as other:
        sent = await mine.get(START)
        back = await identity.sign_in(sent.headers["location"], "olga")
        assert (await other.get(back)).status_code == 403
        await other.get(START)
        assert (await other.get(back)).status_code == 403
        assert (await mine.get(back)).status_code == 303


@pytest.mark.parametrize(
    "change",
    [
        {"state": "k1.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA"},
        {"iss": "https://evil.example"},
        {"code": ""},
    ],
)
async def test_an_answer_that_was_changed_opens_nothing(
    registration_pool: Pool, identity: Identity, change: dict[str, str]
) -> None:
    """Protects from mixed-up providers, forged states and codes."""
    async with house_with(registration_pool, identity) as house, house.client() as client:
        sent = await client.get(START)
        back = httpx.URL(await identity.sign_in(sent.headers["location"], "olga"))
        refused = await client.get(back.copy_merge_params(change))
        assert refused.status_code == 403
        assert 'name="email"' in refused.text, "the mailed link stays"
        assert (await client.get("/account")).status_code == 401


async def test_a_code_that_the_provider_does_not_know_opens_nothing(
    registration_pool: Pool, identity: Identity
) -> None:
    """Protects from codes that were used, or taken back."""
    async with house_with(registration_pool, identity) as house, house.client() as client:
        sent = await client.get(START)
        back = await identity.sign_in(sent.headers["location"], "olga")
        identity.forget_codes()
        assert (await client.get(back)).status_code == 403


async def test_without_the_provider_the_mailed_link_stays(
    registration_pool: Pool, identity: Identity
) -> None:
    """Protects the way in from somebody else's outage."""
    gone = house_with(registration_pool, identity, oidc_issuer="http://127.0.0.1:9")
    async with gone as house, house.client() as client:
        away = await client.get(START)
        assert away.status_code == 503
        assert "Kassenkonto antwortet gerade nicht" in away.text
        assert 'name="email"' in away.text


async def test_it_is_off_unless_it_is_set_up(house: House) -> None:
    """Protects installations without a provider."""
    async with house.client() as client:
        assert (await client.get(START)).status_code == 404
        assert (await client.get(BACK)).status_code == 404
        assert START not in (await client.get("/sign-in")).text


FORGED: dict[str, dict[str, Any]] = {
    "for another client": {"aud": "somebody-else"},
    "for several, handed to another": {"aud": [CLIENT_ID, "other"], "azp": "other"},
    "for several, handed to nobody": {"aud": [CLIENT_ID, "other"]},
    "of another provider": {"iss": "https://evil.example"},
    "of another sign-in": {"nonce": "other"},
    "without a sign-in": {"nonce": None},
    "too old": {"exp": 1},
    "without an end": {"exp": None},
}


@pytest.mark.parametrize("what", [None, *FORGED])
async def test_an_id_token_has_to_be_ours(identity: Identity, what: str | None) -> None:
    """Protects from tokens that the provider wrote for others, at other times, or never."""
    claims = _claims(identity, **FORGED.get(what or "", {}))
    token = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, identity.key)
    if what is None:
        assert (await _check(identity, token))["email"] == EMAIL
        return
    with pytest.raises(ProviderFailed):
        await _check(identity, token)


async def test_an_id_token_has_to_be_signed_by_the_provider(identity: Identity) -> None:
    """Protects from tokens that anybody can write: another key, our own secret, no signature."""
    claims = _claims(identity)
    other = RSAKey.generate_key(2048, parameters={"kid": "k1"})
    secret = OctKey.import_key(CLIENT_SECRET.ljust(32, "x"))
    unsigned = jwt.encode({"alg": "RS256"}, claims, other).split(".")
    for token in (
        jwt.encode({"alg": "RS256", "kid": "k1"}, claims, other),
        jwt.encode({"alg": "HS256", "kid": "k1"}, claims, secret),
        "eyJhbGciOiJub25lIn0." + unsigned[1] + ".",
        "rubbish",
        "",
    ):
        with pytest.raises(ProviderFailed):
            await _check(identity, token)


SECRETS = Secrets(nonce="a-nonce", verifier="a-verifier")


def _claims(identity: Identity, **changed: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    claims = {
        "iss": identity.issuer,
        "aud": CLIENT_ID,
        "sub": "olga",
        "nonce": SECRETS.nonce,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(minutes=5)).timestamp()),
        "email": EMAIL,
    }
    return {name: value for name, value in {**claims, **changed}.items() if value is not None}


async def _check(identity: Identity, token: str) -> Any:
    provider = Provider(identity.issuer, CLIENT_ID, CLIENT_SECRET, "Kassenkonto")
    now = datetime.now(UTC)
    await provider.authorization_url(BASE_URL + BACK, "state", SECRETS, now)
    async with httpx.AsyncClient(trust_env=False) as http:
        return await provider.checked_claims(http, token, SECRETS, now)
