"""Texts of an event and its sessions per language: taken, refused, shown, fallen back."""

from __future__ import annotations

from typing import Any

from shared.web.languages import LOCALES
from tests.services.registration.house import House, answer, event_body, faults

ARABIC = "يوم الصحة"


async def test_texts_may_be_written_in_seven_languages_and_in_no_other(house: House) -> None:
    """Protects organizers from texts nobody would ever see: the key is named in the error."""
    network = await house.organisation("Netzwerk")
    texts = {locale.code: {"title": f"Titel {locale.code}"} for locale in LOCALES}
    event = await house.event(network["id"], texts=texts)
    assert set(event["texts"]) == set(texts)
    async with await house.administrator() as client:
        for wrong in ("fr", "de-DE", "AR", ""):
            body = event_body(network["id"], texts={wrong: {"title": "x"}})
            found = faults(await client.post("/api/v1/events", json=body))
            assert list(found) == [f"texts.{wrong}"]
            assert "ar, de, de-simple, en, ru, tr, uk" in found[f"texts.{wrong}"]
        session = {**event_body(network["id"])["sessions"][0], "texts": {"fr": {"title": "x"}}}
        body = event_body(network["id"], sessions=[session])
        assert list(faults(await client.post("/api/v1/events", json=body))) == [
            "sessions[0].texts.fr"
        ]


async def test_pages_show_the_readers_language_and_mark_what_is_another(house: House) -> None:
    """Protects readers of Arabic on every page of their way: event, form, confirmation, ticket."""
    network = await house.organisation("Netzwerk")
    body = event_body(network["id"])
    sessions = [{**body["sessions"][0], "texts": {"ar": {"title": "فحص الظهر"}}}]
    sessions.append({**body["sessions"][0], "title": "Kochen"})
    texts: dict[str, Any] = {
        "de": {"summary": "Wir sammeln Ideen."},
        "ar": {"title": ARABIC},
        "tr": {"directions": "Otobüs 5"},
    }
    event = await house.event(network["id"], texts=texts, sessions=sessions)
    async with house.client() as client:
        page = (await client.get(f"/e/{event['id']}?lang=ar")).text
        assert f'<h1 id="page-title">{ARABIC}</h1>' in page
        assert '<span lang="de" dir="ltr">Wir sammeln Ideen.</span>' in page
        assert '<h3 class="choice-title">فحص الظهر</h3>' in page
        assert '<span lang="de" dir="ltr">Kochen</span>' in page
        assert "Otobüs" not in page, "Turkish helps nobody who reads Arabic"
        form = (await client.get(f"/e/{event['id']}/register")).text
        assert "فحص الظهر" in form
        assert '<span lang="de" dir="ltr">Kochen</span>' in form
        assert 'dir="ltr"' in form.split('name="contact.email"')[1].split(">")[0]
        turkish = (await client.get(f"/e/{event['id']}?lang=tr")).text
        assert "Otobüs 5" in turkish
        assert '<span lang="de" dir="ltr">Gesundheitstag Innenstadt</span>' in turkish


async def test_pages_of_staff_stay_german_for_readers_of_arabic(house: House) -> None:
    """Protects staff: a page in one language, from left to right, with the switch to English."""
    async with house.client() as client:
        answer = await client.get("/sign-in?lang=ar")
    page = answer.text
    assert '<html lang="de" dir="ltr">' in page
    assert "English" in page
    assert "العربية" not in page
    assert "_lang=ar" in answer.headers["set-cookie"], "pages of participants stay Arabic"


async def test_ticket_and_calendar_entry_follow_the_language(house: House) -> None:
    """Protects what people take with them: paper and calendar in Arabic, names and codes whole."""
    network = await house.organisation("Netzwerk")
    body = event_body(network["id"])
    sessions = [{**body["sessions"][0], "texts": {"ar": {"title": "فحص الظهر"}}}]
    texts = {"ar": {"title": ARABIC}}
    event = await house.event(
        network["id"], texts=texts, sessions=sessions, identity="named", kind="kick_off_workshop"
    )
    person = {"name": "Mira Beispiel", "sessions": [event["sessions"][0]["id"]]}
    wish = {"contact": {"locale": "ar"}, "people": [person]}
    async with house.client() as client:
        path = f"/api/v1/events/{event['id']}/registrations"
        booked = await answer(await client.post(path, json=wish), 201)
        await client.get(f"/m/{booked['manage_token']}?lang=ar")
        mine = (await client.get("/my/registration?lang=ar")).text
        card = (await client.get("/my/registration/card")).text
        ics = (await client.get("/my/registration/calendar.ics")).text.replace("\r\n ", "")
    for page in (mine, card):
        assert '<html lang="ar" dir="rtl">' in page
        assert "فحص الظهر" in page
        assert "<bdi>Mira Beispiel</bdi>" in page
        assert f"<bdi>{booked['booking_code']}</bdi>" in page
    assert f"فحص الظهر ({ARABIC})" in ics


async def test_the_organizers_sentences_for_mails_are_taken_and_stay_out_of_public(
    house: House,
) -> None:
    """Protects what only confirmed people shall read: in the message to mails, on no public page;
    a session has none, and too much of it is refused by name."""
    network = await house.organisation("Netzwerk")
    note = "Bitte bringen Sie <Sportschuhe> mit.\nDer Eingang ist im Hof."
    event = await house.event(network["id"], texts={"de": {"mail_note": note}}, reminder=False)
    assert (event["texts"]["de"]["mail_note"], event["reminder"]) == (note, False)
    [*_, told] = [m["body"] for m in await house.messages("registration.events.v1")]
    assert (told["texts"]["de"]["mail_note"], told["reminder"]) == (note, False)
    async with house.client() as client:
        public = await answer(await client.get(f"/api/v1/events/{event['id']}"), 200)
        page = (await client.get(f"/e/{event['id']}")).text
    assert "mail_note" not in public["texts"]["de"]
    assert "Sportschuhe" not in page
    session = {**event_body(network["id"])["sessions"][0], "texts": {"de": {"mail_note": note}}}
    async with await house.administrator() as client:
        long = event_body(network["id"], texts={"de": {"mail_note": "x" * 1001}})
        for body in (long, event_body(network["id"], sessions=[session])):
            (field,) = faults(await client.post("/api/v1/events", json=body))
            assert field.startswith(("texts", "sessions[0].texts")), field
