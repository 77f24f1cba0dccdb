"""What is printed: who stands on it, in which order, tagged, in every script."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from services.registration.events import store as events
from services.registration.prints import organizer_lists
from services.registration.prints.domain import Attending, parts
from shared.ids import new_id
from shared.web.languages import GERMAN
from tests.paper import complaints
from tests.services.registration.house import NOW
from tests.services.registration.prints.conftest import Organizer

LONG = "Dr. Maximiliane Freifrau von und zu Hohenlohe-Schillingsfürst-Waldenburg"
WORD = "Donaudampfschifffahrtsgesellschaftskapitänsanwärterin"


def letters(text: str) -> str:
    """Letters alone: long names are broken at spaces and hyphens."""
    return "".join(character for character in text if character.isalpha())


async def test_badges_carry_name_and_organisation_in_every_script(organizer: Organizer) -> None:
    """Protects people from another name: long, Cyrillic and Arabic names stay whole."""
    event = await organizer.event()
    where = {"organisation_id": organizer.organisation}
    for name in (LONG, "Олександра Коваленко", "محمد الخطيب", "Änne Özdemir", WORD):
        await organizer.register(event, name, contact=where)
    waiting = await organizer.event(capacity=1)
    await organizer.register(waiting, "Anna Erste")
    await organizer.register(waiting, "Zoe Wartet")
    text = await organizer.text(event, "badges.pdf")
    for name in (LONG, "Олександра Коваленко", "محمد", "Änne Özdemir", WORD):
        assert letters(name) in letters(text), name
    assert text.count("Initiative Innenstadt") == 10  # of the people and of the organizer
    assert "?" not in text
    assert "Zoe Wartet" not in await organizer.text(waiting, "badges.pdf")


async def test_the_attendance_list_is_sorted_by_name(organizer: Organizer) -> None:
    """Protects the queue at the door: ä sorts like a; blank lines for who comes without."""
    event = await organizer.event()
    await organizer.register(event, "Zeynep Demir")
    await organizer.register(event, "Ömer Aslan", "Oskar Blume", "Änne Ast")
    text = await organizer.text(event, "attendance-list.pdf")
    order = [text.index(name) for name in ("Änne Ast", "Ömer Aslan", "Oskar Blume", "Zeynep Demir")]
    assert order == sorted(order)
    assert "Unterschrift" in text
    assert " 12 " in text  # four people and eight blank lines


async def test_a_session_has_a_list_of_its_own(organizer: Organizer) -> None:
    """Protects workshops: only those who booked it; a divided one with the time of each slot."""
    day = NOW + timedelta(days=9)
    times = {"starts_at": day.isoformat(), "ends_at": (day + timedelta(hours=1)).isoformat()}
    check = {"title": "Check", "kind": "station", "slots": {"every_minutes": 30, "capacity": 2}}
    workshop = {"title": "Yoga", "kind": "workshop", "capacity": 9}
    event = await organizer.event(sessions=[{**check, **times}, {**workshop, **times}])
    by_title: dict[str, list[dict[str, Any]]] = {}
    for session in event["sessions"]:
        by_title.setdefault(session["title"], []).append(session)
    slots = [s for s in event["sessions"] if s["slot_of"]]
    whole = next(s for s in event["sessions"] if s["title"] == "Check" and not s["slot_of"])
    late, early = slots[1], slots[0]
    await organizer.register(event, {"name": "Anna", "sessions": [late["id"]]})
    await organizer.register(event, {"name": "Zoe", "sessions": [early["id"]]})
    await organizer.register(event, {"name": "Yuna", "sessions": [by_title["Yoga"][0]["id"]]})
    yoga = await organizer.text(
        event, f"attendance-list.pdf?session_id={by_title['Yoga'][0]['id']}"
    )
    assert "Yuna" in yoga
    assert "Anna" not in yoga
    slotted = await organizer.text(event, f"attendance-list.pdf?session_id={whole['id']}")
    assert slotted.index("11:00 Zoe") < slotted.index("11:30 Anna")
    assert "Yuna" not in slotted


async def test_several_days_have_a_column_each(organizer: Organizer) -> None:
    """Protects health weeks: one list, signed each day."""
    starts_at = NOW + timedelta(days=9)
    ends_at = starts_at + timedelta(days=2)
    event = await organizer.event(
        starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat(), sessions=[]
    )
    await organizer.register(event, "Anna")
    text = await organizer.text(event, "attendance-list.pdf")
    for day in ("12.05.2027", "13.05.2027", "14.05.2027"):
        assert f"Unterschrift {day}" in text


async def test_an_event_of_codes_lists_beginnings_of_codes(organizer: Organizer) -> None:
    """Protects registrations: a list that lies open must not hold what opens them."""
    event = await organizer.event(identity="code")
    alone = await organizer.register(event, {})
    party = await organizer.register(event, {}, {})
    text = await organizer.text(event, "attendance-list.pdf")
    assert f"{alone['booking_code'][:4]}…" in text
    assert f"{party['booking_code'][:4]}… / 1" in text
    assert f"{party['booking_code'][:4]}… / 2" in text
    for made in (alone, party):
        assert made["booking_code"] not in text
        assert made["booking_code"].replace("-", "")[:7] not in text.replace("-", "")


async def test_signs_say_what_where_and_in_easy_words(organizer: Organizer) -> None:
    """Protects orientation: a page for each session, none for single slots."""
    day = NOW + timedelta(days=9)
    times = {"starts_at": day.isoformat(), "ends_at": (day + timedelta(hours=1)).isoformat()}
    sessions = [
        {"title": "Rücken-Check", "kind": "station", "room": "Saal 2", **times},
        {"title": "Suchtberatung", "kind": "counselling", **times},
        {
            "title": "Kochen",
            "kind": "workshop",
            "texts": {"de-simple": {"summary": "Wir kochen. Alle essen mit."}},
            "slots": {"every_minutes": 20, "capacity": 2},
            **times,
        },
    ]
    event = await organizer.event(sessions=sessions)
    text = await organizer.text(event, "signs.pdf")
    assert text.count("11:00 bis 12:00 Uhr") == 3
    for words in (
        "Rücken-Check Saal 2",
        "Hier können Sie mitmachen.",
        "Das Gespräch ist vertraulich.",
        "Wir kochen. Alle essen mit.",
    ):
        assert words in text, words


async def test_signs_of_a_week_say_the_day(organizer: Organizer) -> None:
    """Protects a house that hangs them up on Sunday: at ten, but on which day?"""
    first = NOW + timedelta(days=9)
    session = {
        "title": "Rücken-Check",
        "kind": "station",
        "starts_at": (first + timedelta(days=1)).isoformat(),
        "ends_at": (first + timedelta(days=1, hours=1)).isoformat(),
    }
    ends_at = (first + timedelta(days=2)).isoformat()
    event = await organizer.event(sessions=[session], starts_at=first.isoformat(), ends_at=ends_at)
    assert "Do., 13. Mai, 11:00 bis 12:00 Uhr" in await organizer.text(event, "signs.pdf")


async def test_the_poster_leads_to_the_event_in_its_language(organizer: Organizer) -> None:
    """Protects who sees it on a wall: date, place, address; also from right to left."""
    texts = {"de": {"summary": "Wir sammeln Ideen."}, "ar": {"title": "ورشة انطلاق"}}
    event = await organizer.event(texts=texts, join_url="https://treffen.example.org/geheim")
    german = await organizer.text(event, "poster.pdf")
    for words in ("Mittwoch, 12. Mai 2027", "Volksbad", "Wir sammeln Ideen.", event["id"]):
        assert words in german, words
    assert "treffen.example.org" not in german
    arabic = await organizer.ask(event, "poster.pdf?language=ar")
    assert complaints(arabic.content) == []
    wrong = await organizer.ask(event, "poster.pdf?language=xx")
    assert [error["field"] for error in wrong.json()["errors"]] == ["language"]


async def test_three_hundred_badges_take_less_than_two_seconds(organizer: Organizer) -> None:
    """Protects the evening before: a file of three hundred at once, more in further files."""
    made = await organizer.event()
    async with organizer.house.pool.acquire() as connection:
        event = await events.read_event(connection, UUID(made["id"]))
    assert event is not None
    people = [
        Attending(new_id(), new_id(), 1, 1, f"{LONG[: 9 + n % 60]} {n}", "", "Bäckerei", ())
        for n in range(300)
    ]
    pdf, seconds = min((_timed(event, people) for _ in range(2)), key=lambda measured: measured[1])
    assert seconds < 2
    assert complaints(pdf) == []
    assert [parts(count) for count in (0, 1, 400, 401)] == [1, 1, 1, 2]


def _timed(event: Any, people: list[Attending]) -> tuple[bytes, float]:
    import resource

    def used() -> float:  # of this process: others may keep the machine busy
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return usage.ru_utime + usage.ru_stime

    before = used()
    pdf = organizer_lists.badges(event, people, "Initiative Innenstadt", GERMAN)
    return pdf, used() - before
