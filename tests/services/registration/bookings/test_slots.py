"""Time slots of a session: one person has one of them, whoever asks and however."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

from pypdf import PdfReader

from services.registration.bookings.domain.booking import Booking, Fill, Person, Status
from services.registration.bookings.domain.changes import Wish, rebook
from services.registration.bookings.domain.choice import choice_faults, option_faults
from services.registration.bookings.domain.event import Event, Session
from shared.ids import new_id
from tests.services.registration.bookings.crowds import DAY, NOW, empty_places, make_event
from tests.services.registration.bookings.test_pages import filled, hidden
from tests.services.registration.companies.test_companies import register
from tests.services.registration.companies.test_pages import sent
from tests.services.registration.house import House, answer


def divided() -> tuple[Event, list[UUID], UUID]:
    """A check-up in four slots and a talk at the end; the slots by id, then the talk."""
    whole = new_id()
    slots = [_session("Messen", i * 15, slot_of=whole) for i in range(4)]
    talk = _session("Reden", 60)
    event = make_event([None] * 4, sessions={s.id: s for s in [*slots, talk]})
    return event, [s.id for s in slots], talk.id


def _session(title: str, minutes: int, slot_of: UUID | None = None) -> Session:
    starts_at = DAY + timedelta(minutes=minutes)
    return Session(new_id(), title, starts_at, starts_at + timedelta(minutes=15), slot_of=slot_of)


def test_one_person_has_one_slot_of_a_session() -> None:
    """Protects the others: nobody keeps a whole check-up; named is each slot too many."""
    event, slots, talk = divided()
    assert choice_faults(event, [talk, slots[0]], NOW, "sessions") == ()
    faults = choice_faults(event, [slots[2], talk, slots[0], slots[1]], NOW, "sessions")
    assert [(f.field, f.code, f.names) for f in faults] == [
        ("sessions[2]", "one-slot", ("Messen",)),
        ("sessions[3]", "one-slot", ("Messen",)),
    ]


def test_the_first_free_slot_of_several_is_one_slot() -> None:
    """Protects who takes any time: slots may stand instead of each other, not beside each other."""
    event, slots, _ = divided()
    instead = tuple((slot,) for slot in slots[:3])
    assert option_faults(event, instead, NOW, "people[0].sessions") == ()
    beside = tuple((slots[3], slot) for slot in slots[:2])
    faults = option_faults(event, beside, NOW, "people[0].sessions")
    assert [(f.field, f.code) for f in faults] == [
        ("people[0].sessions_any[0]", "one-slot"),
        ("people[0].sessions_any[1]", "one-slot"),
    ]


def test_a_change_leaves_one_slot_too() -> None:
    """Protects from the way round: what nobody may book nobody may change to."""
    event, slots, talk = divided()
    person = Person(new_id(), 1, Status.CONFIRMED, (slots[0],), NOW)
    booking = Booking(new_id(), event.id, 1, Fill.ALL_OR_NONE, "de", NOW, NOW, [person])
    places = empty_places(event)
    refusal = rebook(event, places, booking, [Wish(person.id, (slots[0], slots[1]))], NOW)
    assert refusal is not None
    assert [f.field for f in refusal.faults] == ["people[0].sessions[1]"]
    assert person.sessions == (slots[0],)
    assert rebook(event, places, booking, [Wish(person.id, (slots[1], talk))], NOW) is None


async def week_with_slots(house: House, **values: Any) -> dict[str, Any]:
    """Two days, each with a check-up of the same name in slots, and a talk on the second."""
    organisation = await house.organisation("Initiative Innenstadt")
    first = house.now.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=9)

    def part(title: str, day: int, hour: int, **more: Any) -> dict[str, Any]:
        starts_at = first + timedelta(days=day, hours=hour)
        ends_at = starts_at + timedelta(hours=1)
        times = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
        return {"title": title, "kind": "workshop", **times, **more}

    slots = {"every_minutes": 20, "capacity": 1}
    texts = {"en": {"title": "Check-up", "summary": "Blood pressure"}}
    given: dict[str, Any] = {
        "starts_at": first.isoformat(),
        "ends_at": (first + timedelta(days=1, hours=6)).isoformat(),
        "sessions": [
            part("Messen", 0, 0, slots=slots, texts=texts),
            part("Messen", 1, 0, slots=slots, texts=texts),
            part("Reden", 1, 2),
        ],
    }
    return await house.event(organisation["id"], **{**given, **values})


def choices_in(page: str) -> list[tuple[str, list[str]]]:
    """Every list of the page with times to choose: its name, and what stands in it."""
    found = re.findall(
        r'<select class="select" id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL
    )
    return [
        (name, [unescape(o) for o in re.findall(r"<option[^>]*>([^<]*)<", text)])
        for name, text in found
    ]


async def test_slots_are_one_question_for_each_session_and_its_day_is_said(house: House) -> None:
    """Protects who books a health week on a phone or by ear: day, session, then the time."""
    event = await week_with_slots(house)
    slots = [s for s in event["sessions"] if s["slot_of"]]
    told = (await house.messages("registration.events.v1"))[-1]["body"]["sessions"]
    assert {s["texts"]["en"]["title"] for s in told if s["slot_of"]} == {"Check-up"}, "for mails"
    talk = next(s for s in event["sessions"] if s["title"] == "Reden")
    path = f"/e/{event['id']}/register"
    async with house.client() as client:
        page = (await client.get(path)).text
        asked = [options for name, options in choices_in(page) if name == "people[0].sessions"]
        assert [len(options) for options in asked] == [4, 4]
        assert "10:00 bis 10:20\u00a0Uhr" in asked[0][1]
        assert page.count('type="checkbox" name="people[0].sessions"') == 1, "only the talk"
        assert "Mi., 12. Mai, 10:00 bis 11:00\u00a0Uhr" in page
        assert "Do., 13. Mai, 12:00 bis 13:00\u00a0Uhr" in page
        names = re.findall(r'aria-labelledby="(field-people-0--?sessions[^"]*)"', page)
        texts = [" ".join(_words(page, id_) for id_ in each.split()) for each in names]
        assert len(texts) == len(set(texts)) == 3
        wanted = next(options for name, options in choices_in(page) if name == "people[0].any")
        assert len(wanted) == len(set(wanted)) == 8, "the first free says when"
        both = [slots[0]["id"], slots[1]["id"]]
        fields = {"people[0].name": "Mia Muster", "people[0].sessions": both}
        refused = await filled(client, event, **fields)
        assert "Bitte wählen Sie nur einen Termin für „Messen“." in unescape(refused.text)
        fields["people[0].sessions"] = ["", slots[4]["id"], talk["id"]]
        done = await filled(client, event, **fields)
        mine = (await client.get(done.headers["location"])).text
        assert "Do., 13. Mai, 10:20 bis 10:40\u00a0Uhr" in mine
        card = (await client.get("/my/registration/card")).text
        assert "Do., 13. Mai, 10:20" in card
        person = re.search(r'name="sessions-([0-9a-f-]+)"', mine)
        assert person is not None
        change: dict[str, Any] = {"csrf_token": hidden(mine)["csrf_token"], "do": "change"}
        change |= {f"sessions-{person[1]}": [slots[0]["id"], ""]}
        assert (await client.post("/my/registration", data=change)).status_code == 303
        mine = (await client.get("/my/registration")).text
        assert "Mi., 12. Mai, 10:00 bis 10:20\u00a0Uhr" in mine
        wallet = await client.get("/my/registration/card.pdf")
        text = PdfReader(io.BytesIO(wallet.content)).pages[0].extract_text()
        assert "Mi., 12. Mai 10:00 Messen" in " ".join(text.split())
    async with house.client() as client:
        english = (await client.get(path, headers={"accept-language": "en"})).text
        assert "Check-up" in english
        assert "Messen" not in english


async def test_colleagues_of_a_company_choose_one_slot_on_its_day(house: House) -> None:
    """Protects the same for who is registered by the office: one list for each session."""
    event = await week_with_slots(house, identity="named", promotion="automatic")
    slots = [s["id"] for s in event["sessions"] if s["slot_of"]]
    made = await register(house, event)
    link = made["people"][0]["claim_token"]
    async with house.client() as client:
        await client.get(f"/p/{link}")
        await sent(client, "/my/place/offer", do="take-over")
        page = (await client.get("/my/place")).text
        assert [len(options) for name, options in choices_in(page) if name == "sessions"] == [4, 4]
        assert "Mi., 12. Mai, 10:00 bis 11:00\u00a0Uhr" in page
        refused = await sent(client, "/my/place", do="choose", sessions=slots[:2])
        assert refused.status_code == 422
        assert "Bitte wählen Sie nur einen Termin für „Messen“." in unescape(refused.text)
        chosen = await sent(client, "/my/place", do="choose", sessions=[slots[4], ""])
        assert chosen.status_code == 303
        page = (await client.get("/my/place")).text
        assert "Do., 13. Mai, 10:20 bis 10:40\u00a0Uhr" in page
        assert page.count(" selected>") == 1


async def test_the_team_reads_which_slot_somebody_has(house: House) -> None:
    """Protects who calls somebody up: twenty appointments of one name are told apart by time."""
    event = await week_with_slots(house)
    slots = [s["id"] for s in event["sessions"] if s["slot_of"]]
    person = {"name": "Mia Muster", "sessions": [slots[1]]}
    path = f"/api/v1/events/{event['id']}/registrations"
    await answer(await house.client().post(path, json={"contact": {}, "people": [person]}), 201)
    folder = f"/organizer/events/{event['id']}/registrations"
    secret = await house.session("organizer", event["organiser_id"])
    async with house.client() as team:
        team.cookies.set("auftakt_session", secret)
        page = (await team.get(folder)).text
    assert "Messen, Mi., 12. Mai, 10:20 bis 10:40\u00a0Uhr" in page


def _words(page: str, id_: str) -> str:
    found = re.search(rf'id="{re.escape(id_)}"[^>]*>(.*?)</', page, re.DOTALL)
    assert found is not None, id_
    return re.sub(r"<[^>]*>", "", found[1]).strip()
