"""One's own sessions and API tokens."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.registration.access.devices import device_words
from services.registration.access.domain import LAST_SEEN_EVERY, TOKENS_MAX
from shared.web.principal import hash_of
from tests.services.registration.access.signing import EMAIL, sign_in, staff
from tests.services.registration.house import House, answer, faults

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


async def test_sessions_are_listed_in_words_and_signed_out_one_by_one(house: House) -> None:
    """Protects from a forgotten browser: it is seen, and signed out from elsewhere."""
    network = await staff(house)
    async with (
        house.client(None, **{"User-Agent": FIREFOX}) as desk,
        house.client(None, **{"User-Agent": IPHONE}) as phone,
        house.client(await house.token("organizer", network, EMAIL)) as api,
        house.client(await house.token("organizer", network, "x@example.org")) as other,
    ):
        await sign_in(house, desk)
        house.now += timedelta(minutes=1)
        secret = await sign_in(house, phone)
        sessions = (await api.get("/api/v1/sessions")).json()["items"]
        assert [s["device"] for s in sessions] == ["Safari, iPhone", "Firefox, Linux"]
        path = f"/api/v1/sessions/{sessions[0]['id']}"
        assert (await other.delete(path)).status_code == 404
        assert (await api.delete(path)).status_code == 204
        assert (await phone.get("/organizer")).status_code == 401
        assert (await desk.get("/organizer")).status_code == 200
    told = (await house.messages("registration.access.v1"))[-1]
    assert (told["key"], told["body"]) == (f"session:{hash_of(secret)}", None)


async def test_signing_out_everywhere_leaves_tokens_alone(house: House) -> None:
    """Protects after a theft: all browsers at once; the scanner at the door goes on."""
    network = await staff(house)
    async with (
        house.client() as one,
        house.client() as two,
        house.client(await house.token("organizer", network, EMAIL)) as api,
    ):
        await sign_in(house, one)
        await sign_in(house, two)
        assert (await api.delete("/api/v1/sessions")).status_code == 204
        assert (await one.get("/organizer")).status_code == 401
        assert (await two.get("/organizer")).status_code == 401
        assert (await api.get("/api/v1/sessions")).json()["items"] == []


async def test_a_token_is_shown_once_does_what_it_is_for_and_is_revoked(house: House) -> None:
    """Protects the installation from tokens that lie about: few rights, an end, a way to end it."""
    network = await staff(house)
    event = await house.event(str(network))
    async with house.client(await house.token("organizer", network, EMAIL)) as api:
        body = {"label": "Einlass Tür 1", "scopes": ["scans"]}
        made = await answer(await api.post("/api/v1/tokens", json=body), 201)
        listed = (await api.get("/api/v1/tokens")).json()["items"]
        assert made["token"] not in str(listed)
        assert [t["scopes"] for t in listed if t["label"]] == [["scans"]]
        async with house.client(made["token"]) as scanner:
            scans = f"/api/v1/events/{event['id']}/scans"
            assert (await scanner.post(scans, json={"scans": []})).status_code == 200
            assert (await scanner.get(f"/api/v1/events/{event['id']}")).status_code == 200
            for refused in (
                await scanner.patch(f"/api/v1/events/{event['id']}", json={"title": "Neu"}),
                await scanner.get(f"/api/v1/events/{event['id']}/registrations"),
                await scanner.post("/api/v1/tokens", json={"label": "mehr"}),
            ):
                assert refused.status_code == 403
                assert refused.json()["type"] == "urn:auftakt:problem:wrong-scope"
            path = f"/api/v1/tokens/{made['id']}"
            assert (await api.delete(path)).status_code == 204
            assert (await scanner.get("/api/v1/me")).status_code == 401
            assert (await api.delete(path)).status_code == 404
    told = [m["body"] for m in await house.messages("registration.access.v1")]
    assert {"scans"} in [set(b["scopes"]) for b in told if b and b.get("scopes")]
    assert told[-1] is None


async def test_a_token_makes_no_token_that_may_do_more(house: House) -> None:
    """Protects scopes from being widened by those who have some."""
    network = await staff(house)
    async with house.client(await house.token("organizer", network, EMAIL)) as api:
        body = {"label": "Verwaltung", "scopes": ["access", "read"]}
        secret = (await answer(await api.post("/api/v1/tokens", json=body), 201))["token"]
    async with house.client(secret) as limited:
        for scopes in (None, ["access", "events"], []):
            wanted = {"label": "mehr", "scopes": scopes}
            assert set(faults(await limited.post("/api/v1/tokens", json=wanted))) == {"scopes"}
        wanted = {"label": "weniger", "scopes": ["read"]}
        await answer(await limited.post("/api/v1/tokens", json=wanted), 201)


async def test_a_token_has_a_label_known_scopes_and_an_end(house: House) -> None:
    """Protects from tokens for ever."""
    network = await staff(house)
    async with house.client(await house.token("organizer", network, EMAIL)) as api:
        for values, field in (
            ({"label": " "}, "label"),
            ({"scopes": ["everything"]}, "scopes[0]"),
            ({"expires_at": (house.now + timedelta(days=366)).isoformat()}, "expires_at"),
            ({"expires_at": house.now.isoformat()}, "expires_at"),
        ):
            response = await api.post("/api/v1/tokens", json={"label": "x", **values})
            assert set(faults(response)) == {field}
        held = len((await api.get("/api/v1/tokens")).json()["items"])
        for _ in range(TOKENS_MAX - held):
            assert (await api.post("/api/v1/tokens", json={"label": "x"})).status_code == 201
        full = await api.post("/api/v1/tokens", json={"label": "x"})
        assert full.json()["type"] == "urn:auftakt:problem:too-many-tokens"


async def test_a_use_is_noted_now_and_then_not_each_time(house: House) -> None:
    """Protects the database from a write with each request."""
    network = await staff(house)
    async with house.client(await house.token("organizer", network, EMAIL)) as api:
        seen = []
        for _ in range(4):
            tokens = (await api.get("/api/v1/tokens")).json()["items"]
            seen.append(next(t["last_used_at"] for t in tokens if t["last_used_at"]))
            house.now += LAST_SEEN_EVERY / 2
    assert len(set(seen)) == 2
    assert datetime.fromisoformat(seen[0]) + LAST_SEEN_EVERY == datetime.fromisoformat(seen[-1])


async def test_a_made_up_token_is_not_noted(house: House) -> None:
    """Protects the table from whoever sends what."""
    async with house.client("made-up") as liar:
        assert (await liar.get("/api/v1/me")).status_code == 401
    assert not await house.pool.fetchval("SELECT count(*) FROM staff_sessions")


def test_devices_are_named_as_people_know_them() -> None:
    """Protects the list of sessions from version numbers, and from what nobody can read."""
    assert device_words(FIREFOX) == "Firefox, Linux"
    assert device_words(IPHONE) == "Safari, iPhone"
    assert device_words("curl/8") == ""
    assert device_words(None) == ""
