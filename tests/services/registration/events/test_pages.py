"""What the public and the organizing team see in a browser."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.services.registration.house import NOW, House, event_body

TOKEN_FIELD = re.compile(r'name="csrf_token" value="([^"]+)"')


async def test_the_start_page_invites_even_when_nothing_is_planned(house: House) -> None:
    """Protects newcomers: an empty list says so and what to do."""
    async with house.client() as client:
        page = await client.get("/")
    assert page.status_code == 200
    assert "Im Moment ist keine Veranstaltung geplant." in page.text


async def test_the_public_sees_published_events_in_its_language(house: House) -> None:
    """Protects German, English and easy language; each text falls back by itself."""
    network = await house.organisation("Netzwerk")
    texts = {
        "de": {"title": "Gesunde Innenstadt", "summary": "Wir sammeln Ideen."},
        "en": {"title": "Healthy City Centre"},
        "de-simple": {"summary": "Alle können mitmachen."},
    }
    event = await house.event(network["id"], texts=texts)
    await house.event(network["id"], publish=False, title="Geheimer Entwurf")
    async with house.client() as client:
        start = (await client.get("/")).text
        german = (await client.get(f"/e/{event['id']}")).text
        english = (await client.get(f"/e/{event['id']}?lang=en")).text
        easy = (await client.get(f"/e/{event['id']}?lang=de-simple")).text
    assert "Gesunde Innenstadt" in start
    assert "Geheimer Entwurf" not in start
    assert '<meta property="og:title" content="Gesunde Innenstadt">' in german
    assert "+49 3641 123456" in german
    assert "Healthy City Centre" in english
    assert "Wir sammeln Ideen." in english
    assert 'lang="en"' in english
    assert "Alle können mitmachen." in easy
    assert "Gesunde Innenstadt" in easy


async def test_the_public_page_tells_words_not_figures(house: House) -> None:
    """Protects disclosure on the page as in the API: one registration changes no figure on it."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"], capacity=173)
    ids = (event["id"], *(session["id"] for session in event["sessions"]))
    async with house.client() as client:
        before = (await client.get(f"/e/{event['id']}")).text
        person = {"name": "Anna", "sessions": [event["sessions"][0]["id"]]}
        body = {"contact": {}, "people": [person]}
        await client.post(f"/api/v1/events/{event['id']}/registrations", json=body)
        assert (await client.get(f"/e/{event['id']}")).text == before
    for id_ in ids:  # random digits
        before = before.replace(id_, "")
    assert "173" not in before
    assert "Plätze frei" in before


async def test_what_cannot_be_booked_is_not_offered(house: House) -> None:
    """Protects people from a form that would refuse them: before, after and when cancelled."""
    network = await house.organisation("Netzwerk")
    later = await house.event(
        network["id"], registration_opens_at=(NOW + timedelta(days=1)).isoformat()
    )
    draft = await house.event(network["id"], publish=False)
    gone = await house.event(network["id"])
    async with await house.administrator() as client:
        await client.post(f"/api/v1/events/{gone['id']}/cancel")
    async with house.client() as client:
        soon = (await client.get(f"/e/{later['id']}")).text
        assert "noch nicht offen" in soon
        assert "/register" not in soon
        cancelled = (await client.get(f"/e/{gone['id']}")).text
        assert "abgesagt" in cancelled
        assert "/register" not in cancelled
        assert (await client.get(f"/e/{draft['id']}")).status_code == 404


async def test_an_organizer_publishes_and_closes_from_the_page(house: House) -> None:
    """Protects the buttons: they act by POST with a token, and only in states that allow them."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"], publish=False)
    secret = await house.session("organizer", network["id"])
    page = f"/organizer/events/{event['id']}"
    async with house.client() as client:
        client.cookies.set("auftakt_session", secret)
        assert (await client.post(f"{page}/publish")).status_code == 403
        for move, state in (("publish", "Veröffentlicht"), ("close", "Abgeschlossen")):
            found = TOKEN_FIELD.search((await client.get(page)).text)
            assert found
            moved = await client.post(f"{page}/{move}", data={"csrf_token": found[1]})
            assert moved.status_code == 303
            assert state in (await client.get(page)).text
        found = TOKEN_FIELD.search((await client.get(page)).text)
        assert found
        refused = await client.post(f"{page}/cancel", data={"csrf_token": found[1]})
        assert refused.status_code == 409
        listed = (await client.get("/organizer")).text
    assert f"/reporting/events/summary?ids={event['id']}" in listed
    assert f"/reporting/events/{event['id']}/editions" in listed


async def test_texts_of_organizers_are_text(house: House) -> None:
    """Protects visitors: whatever an organizer writes, it is shown, never run."""
    network = await house.organisation("<b>Netz</b>")
    title = "<script>alert(1)</script>"
    body = event_body(network["id"], title=title, venue='"><img src=x>')
    event = await house.event(network["id"], **{k: body[k] for k in ("title", "venue")})
    async with house.client() as client:
        text = (await client.get(f"/e/{event['id']}")).text
    assert title not in text
    assert "<img src=x>" not in text
    assert "&lt;script&gt;" in text
