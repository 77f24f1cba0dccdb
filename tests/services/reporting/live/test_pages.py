"""What the live page shows of a programme."""

from __future__ import annotations

from uuid import uuid4

from tests.services.reporting.facts.logs import EVENT, ORGANISER, STATION, event, session
from tests.services.reporting.live.conftest import Reporting, cookie, grant

PAGE = f"/reporting/events/{EVENT}/live"


async def test_what_nobody_is_counted_at_is_left_out(reporting: Reporting) -> None:
    """Protects the team from rows like „Pause, 0 von 0“; an item with places is counted."""
    programme = (
        session(STATION, "Rücken-Check", "station", drop_in=True),
        session(uuid4(), "Kaffeepause", "agenda_item"),
        session(uuid4(), "Hausführung", "agenda_item", capacity=12),
    )
    await reporting.learn(event(sessions=programme))
    headers = cookie(await reporting.staff(grant("organizer", ORGANISER), kind="session"))
    page = (await reporting.http.get(PAGE, headers=headers)).text
    shown = page.partition("bar-list")[2].partition("</ul>")[0]
    assert "Rücken-Check" in shown
    assert "Hausführung" in shown
    assert "Kaffeepause" not in shown
