"""All that an event can say of itself can be typed in the browser, and is read back there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.services.registration.house import NOW, House, answer, event_body
from tests.services.registration.planner import Desk, fields, read

START = NOW + timedelta(days=9)


def part(title: str, starts: int, ends: int, **values: Any) -> dict[str, Any]:
    """A session, in hours after the event has started."""
    first, last = START + timedelta(hours=starts), START + timedelta(hours=ends)
    times = {"starts_at": first.isoformat(), "ends_at": last.isoformat()}
    return {"title": title, "kind": "workshop", **times, **values}


async def test_place_minimum_and_hosts_are_typed_and_arrive(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects the plan: each field of the API has one here; unchanged pages change nothing."""
    city, insurer = await house.organisation("Stadt Jena"), await house.organisation("Kasse")
    event = await house.event(network["id"], publish=False)
    plan = f"/organizer/events/{event['id']}/plan"
    for step in ("accessibility", "where", "places", "people"):
        assert (await desk.send(f"{plan}/{step}")).status_code == 303, step
    assert await read(house, event["id"]) == event
    await desk.send(
        f"{plan}/where",
        venue="Volksbad",
        address__street="Knebelstraße 10",
        address__postal_code="07743",
        address__city="Jena",
        join_url="https://meet.example.org/raum",
    )
    await desk.send(
        f"{plan}/accessibility",
        accessibility__step_free="yes",
        accessibility__quiet_room="no",
        accessibility__public_transport="Straßenbahn 1",
        accessibility__notes="Aufzug links.",
    )
    await desk.send(
        f"{plan}/places",
        minimum_participants="8",
        decide_on="2027-05-10",
        decide_time="12:00",
        overlaps="allow",
    )
    await desk.send(f"{plan}/people", co_organiser_ids=[city["id"]], partner_ids=[insurer["id"]])
    await desk.send(f"{plan}/texts", texts__en__accessibility="Lift on the left.")
    after = await read(house, event["id"])
    assert after["address"] == {
        "street": "Knebelstraße 10",
        "postal_code": "07743",
        "city": "Jena",
        "country": "DE",
    }
    said = after["accessibility"]
    assert (said["step_free"], said["quiet_room"], said["sign_language"]) == (True, False, None)
    assert (said["public_transport"], said["notes"]) == ("Straßenbahn 1", "Aufzug links.")
    assert (after["minimum_participants"], after["overlaps"]) == (8, "allow")
    assert after["decide_by"] == "2027-05-10T10:00:00Z"
    assert after["co_organiser_ids"] == [city["id"]]
    assert after["partner_ids"] == [insurer["id"]]
    assert after["join_url"] == "https://meet.example.org/raum"
    assert after["texts"]["en"]["accessibility"] == "Lift on the left."
    for step in ("accessibility", "where", "places", "people", "texts"):
        assert (await desk.send(f"{plan}/{step}")).status_code == 303, step
    assert await read(house, event["id"]) == after
    overview = await desk.open(f"/organizer/events/{event['id']}")
    for words in ("Knebelstraße 10, 07743 Jena", "mindestens 8", "Gemeinsam mit Stadt Jena"):
        assert words in overview, words
    await desk.send(f"{plan}/places", minimum_participants="", decide_on="", decide_time="")
    await desk.send(f"{plan}/accessibility", **dict.fromkeys(fields_of_accessibility(), ""))
    emptied = await read(house, event["id"])
    assert (emptied["decide_by"], emptied["accessibility"]) == (None, None)


def fields_of_accessibility() -> list[str]:
    """As the desk spells them."""
    names = ("step_free", "accessible_toilet", "accessible_parking", "quiet_room", "sign_language")
    return [f"accessibility__{name}" for name in (*names, "public_transport", "notes")]


async def test_faults_of_these_fields_stand_at_them(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects work: what can't be is named where it was typed, and all that was typed stays."""
    event = await house.event(network["id"], publish=False, capacity=40)
    plan = f"/organizer/events/{event['id']}/plan"
    wrong = await desk.send(f"{plan}/places", minimum_participants="41")
    assert wrong.status_code == 422
    assert 'href="#field-minimum_participants"' in wrong.text
    assert fields(wrong.text)["minimum_participants"] == ["41"]
    late = {"minimum_participants": "3", "decide_on": "2027-05-13", "decide_time": "12:00"}
    wrong = await desk.send(f"{plan}/places", **late)
    assert 'href="#field-decide_on"' in wrong.text
    assert "Das liegt nach dem Beginn." in wrong.text
    wrong = await desk.send(f"{plan}/where", address__postal_code="0774333333333")
    assert 'href="#field-address-postal_code"' in wrong.text
    wrong = await desk.send(f"{plan}/people", co_organiser_ids=[network["id"]])
    assert 'href="#field-co_organiser_ids"' in wrong.text
    assert await read(house, event["id"]) == event


async def test_who_else_organises_is_decided_by_the_organizer_alone(
    house: House, network: dict[str, Any]
) -> None:
    """Protects joint events: a co-organiser's people plan along, and see that part fixed."""
    city = await house.organisation("Stadt Jena")
    event = await house.event(network["id"], publish=False, co_organiser_ids=[city["id"]])
    async with house.client() as client:
        client.cookies.set("auftakt_session", await house.session("organizer", city["id"]))
        desk = Desk(client)
        people = f"/organizer/events/{event['id']}/plan/people"
        page = await desk.open(people)
        assert "Das ändert nur Initiative Innenstadt." in page
        assert fields(page)["co_organiser_ids"] == [city["id"]]
        assert (await desk.send(people, contact__name="Rathaus")).status_code == 303
    after = await read(house, event["id"])
    assert after["contact"]["name"] == "Rathaus"
    assert after["co_organiser_ids"] == [city["id"]]


async def test_sessions_that_overlap_are_offered_as_pairs(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects organizers who know better: only what clashes is asked, slots by their session."""
    sessions = [
        part("Talk", 0, 2),
        part("Check", 1, 3, slots={"every_minutes": 30, "capacity": 2}),
        part("Kochen", 3, 4),
        part("Stand", 0, 4, kind="station", drop_in=True),
        part("Pause", 0, 4, kind="agenda_item"),
    ]
    event = await house.event(network["id"], publish=False, sessions=sessions)
    places = f"/organizer/events/{event['id']}/plan/places"
    page = await desk.open(places)
    assert "„Talk“ und „Check“" in page
    assert page.count('name="allowed_overlaps"') == 1
    talk, check = (s["id"] for s in event["sessions"][:2])
    pair = sorted([talk, check])
    sent = await desk.send(places, allowed_overlaps=["+".join(pair)])
    assert sent.status_code == 303, sent.text
    assert (await read(house, event["id"]))["allowed_overlaps"] == [pair]
    assert fields(await desk.open(places))["allowed_overlaps"] == ["+".join(pair)]
    await desk.send(places, allowed_overlaps=[])
    assert (await read(house, event["id"]))["allowed_overlaps"] == []


async def test_time_slots_are_shown_before_they_are_made(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects from surprises: every 15 minutes, two places, and what is left over."""
    event = await house.event(network["id"], publish=False)
    new = f"/organizer/events/{event['id']}/plan/programme/new"
    typed = {
        "title": "Messen",
        "kind": "station",
        "how": "slots",
        "starts_time": "12:00",
        "ends_time": "13:10",
        "slots__every_minutes": "15",
        "slots__capacity": "2",
    }
    shown = await desk.send(new, do="preview", **typed)
    assert shown.status_code == 200
    made = shown.text.partition('id="slots-made"')[2].partition("</ol>")[0]
    assert made.count("<li>") == 4
    assert "zusammen 8 Plätze" in made
    assert "10 Minuten bleiben am Ende übrig." in made
    assert fields(shown.text)["title"] == ["Messen"]
    assert await read(house, event["id"]) == event
    nothing = await desk.send(new, do="preview", **{**typed, "slots__every_minutes": "x"})
    assert 'id="slots-made"' not in nothing.text
    assert (await desk.send(new, **typed)).status_code == 303
    after = await read(house, event["id"])
    assert sum(s["slot_of"] is not None for s in after["sessions"]) == 4
    whole = f"/organizer/events/{event['id']}/plan/programme/{event['sessions'][0]['id']}"
    assert (await desk.send(whole, kind="counselling")).status_code == 303
    after = await read(house, event["id"])
    assert after["sessions"][0]["confidential"], "by its kind alone, as if it had been planned so"
    assert (await desk.send(whole, confidential="no")).status_code == 303
    after = await read(house, event["id"])
    assert not after["sessions"][0]["confidential"], "as the organizer said"


async def test_a_week_moved_into_winter_keeps_its_hours(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects the programme across the change of clocks: eleven o'clock stays eleven o'clock."""
    week = {"ends_at": (START + timedelta(days=5)).isoformat()}
    sessions = [part("Erster Tag", 0, 1), part("Letzter Tag", 96, 97)]
    event = await house.event(network["id"], publish=False, sessions=sessions, **week)
    where = f"/organizer/events/{event['id']}/plan/where"
    sent = await desk.send(where, starts_on="2027-10-29", ends_on="2027-11-03")
    assert sent.status_code == 303, sent.text
    after = await read(house, event["id"])
    assert after["starts_at"] == "2027-10-29T09:00:00Z"
    assert [s["starts_at"] for s in after["sessions"]] == [
        "2027-10-29T09:00:00Z",
        "2027-11-02T10:00:00Z",
    ]


async def test_what_is_not_translated_is_listed_with_a_way_to_it(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects readers of other languages: a language once begun shows what it still lacks."""
    body = event_body(network["id"])
    first = {**body["sessions"][0], "texts": {"tr": {"title": "Sırt kontrolü"}}}
    arabic = {"title": "يوم", "summary": "للجميع"}
    texts = {"de": {"summary": "Für alle."}, "ar": arabic, "uk": {}}
    event = await house.event(
        network["id"], publish=False, texts=texts, sessions=[first, body["sessions"][1]]
    )
    page = await desk.open(f"/organizer/events/{event['id']}/plan/texts")
    listed = page.partition('id="untranslated"')[2].partition("<ul")[2].partition("</ul>")[0]
    turkish = listed.partition("Türkçe")[2].partition("</li>")[0]
    in_arabic = listed.partition("العربية")[2].partition("</li>")[0]
    assert "Titel, Worum es geht" in turkish
    assert "Rücken-Check" not in turkish
    assert "Suchtberatung" in turkish
    assert f"/plan/programme/{event['sessions'][0]['id']}" in in_arabic
    assert "Titel" not in in_arabic
    assert "English" not in listed, "nothing is written in English yet"
    assert "Українська" not in listed, "an empty text is none"
    path = f"/organizer/events/{event['id']}/plan/programme/{event['sessions'][1]['id']}"
    for language in ("tr", "ar"):
        typed = {f"texts__{language}__title": "X"}
        assert (await desk.send(path, **typed)).status_code == 303
    after = await read(house, event["id"])
    assert set(after["sessions"][1]["texts"]) == {"tr", "ar"}


async def test_a_series_begins_with_an_event_and_goes_on_with_its_copy(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects meetings that follow each other: guests of the one find the next."""
    event = await house.event(network["id"], title="Erster Austausch", kind="exchange")
    own = f"/organizer/events/{event['id']}"
    assert (await desk.send(f"{own}/series", title="Austausch NRW")).status_code == 303
    series_id = (await read(house, event["id"]))["series_id"]
    page = f"/organizer/series/{series_id}"
    assert f"{page}" in await desk.open(own)
    assert f"/organizer/new/{event['id']}" in await desk.open(page)
    coming = {
        "coming__label": "Sommer 2027",
        "coming__earliest": "2027-06-01",
        "coming__latest": "2027-08-31",
    }
    typed = {"titles__en": "Exchange NRW", **coming}
    assert (await desk.send(page, **typed)).status_code == 303
    assert (await desk.send(page)).status_code == 303, "unchanged it stays as it is"
    async with house.client() as guest:
        public = (await guest.get(f"/e/{event['id']}")).text
        assert "Das nächste Mal voraussichtlich: <bdi>Sommer 2027</bdi>" in public
        assert "Exchange NRW" in (await guest.get(f"/e/{event['id']}?lang=en")).text
    made = await desk.send(
        f"/organizer/new/{event['id']}", starts_on="2027-07-09", title="Zweiter Austausch"
    )
    second = made.headers["location"].split("/")[-1].partition("?")[0]
    assert (await read(house, second))["series_id"] == series_id
    async with house.client() as guest, await house.administrator() as admin:
        assert "Zweiter Austausch" not in (await guest.get(f"/e/{event['id']}?lang=de")).text
        await answer(await admin.post(f"/api/v1/events/{second}/publish"), 200)
        assert "Zweiter Austausch" in (await guest.get(f"/e/{event['id']}")).text
    house.now += timedelta(days=130)
    async with house.client() as guest:
        assert "Sommer 2027" not in (await guest.get(f"/e/{event['id']}?lang=de")).text


async def test_a_series_names_its_faults_and_is_its_organisations(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects typed work, and series of others, which are not there."""
    async with await house.administrator() as admin:
        base = f"/api/v1/organisations/{network['id']}/series"
        series = await answer(await admin.post(base, json={"title": "Treffen"}), 201)
    page = f"/organizer/series/{series['id']}"
    wrong = await desk.send(page, title="", coming__label="Bald", coming__earliest="morgen")
    assert wrong.status_code == 422
    for name in ("title", "coming-earliest", "coming-latest"):
        assert f'href="#field-{name}"' in wrong.text, name
    assert fields(wrong.text)["coming.label"] == ["Bald"]
    backwards = {"coming__label": "x", "coming__earliest": "2027-08-01"}
    wrong = await desk.send(page, coming__latest="2027-07-01", **backwards)
    assert 'href="#field-coming-latest"' in wrong.text
    other = await house.organisation("Anderswo")
    async with house.client() as client:
        client.cookies.set("auftakt_session", await house.session("organizer", other["id"]))
        assert (await client.get(page)).status_code == 404
    event = await house.event(network["id"], publish=False)
    choose = f"/organizer/events/{event['id']}/series"
    sent = await desk.send(choose, series_id="1c1c9c0e-3e7e-4d0a-9f43-0f2f5c1b7a11")
    assert sent.status_code == 422
    assert (await desk.send(choose, series_id=series["id"])).status_code == 303
    assert (await desk.send(choose, series_id="")).status_code == 303
    assert (await read(house, event["id"]))["series_id"] is None


async def test_who_organises_along_finds_the_series_of_both(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects joint events: the series of the host stays to choose, one's own may be begun."""
    city = await house.organisation("Stadt Jena")
    event = await house.event(network["id"], publish=False, co_organiser_ids=[city["id"]])
    choose = f"/organizer/events/{event['id']}/series"
    assert (await desk.send(choose, title="Reihe des Netzwerks")).status_code == 303
    async with house.client() as client:
        client.cookies.set("auftakt_session", await house.session("organizer", city["id"]))
        other = Desk(client)
        assert "Reihe des Netzwerks" in await other.open(choose)
        assert (await other.send(choose)).status_code == 303
        first = (await read(house, event["id"]))["series_id"]
        assert first is not None
        assert (await other.send(choose, title="Reihe der Stadt")).status_code == 303
    assert (await read(house, event["id"]))["series_id"] not in {None, first}


async def test_what_no_form_shows_is_kept(
    house: House, desk: Desk, network: dict[str, Any]
) -> None:
    """Protects what came by the API: seconds of a day of decision, the country of an address."""
    hidden: dict[str, Any] = {
        "minimum_participants": 3,
        "decide_by": "2027-05-10T10:00:30Z",
        "address": {"city": "Wien", "country": "AT"},
    }
    event = await house.event(network["id"], publish=False, **hidden)
    plan = f"/organizer/events/{event['id']}/plan"
    await desk.send(f"{plan}/places", minimum_participants="4")
    await desk.send(f"{plan}/where", address__postal_code="1010")
    after = await read(house, event["id"])
    assert (after["minimum_participants"], after["decide_by"]) == (4, hidden["decide_by"])
    assert (after["address"]["postal_code"], after["address"]["country"]) == ("1010", "AT")
