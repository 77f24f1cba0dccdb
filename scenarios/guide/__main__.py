"""The pictures of the user guide: `python -m scenarios.guide READY_FILE`.

Needs a fresh stack of its own (`auftakt up --no-demo --no-limits --home … --ready-file …`),
Chromium and ImageMagick's `convert`. Plans an event as an organizer does and photographs each step.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from scenarios.browser import chromium
from scenarios.client import Client
from scenarios.guide.cast import FOLDER, GermanCamera, set_the_stage
from scenarios.guide.company import company
from scenarios.guide.guests import door, guest
from scenarios.guide.inviting import invitations, invited
from scenarios.guide.planning import import_members, plan, publish
from scenarios.guide.team import ending, guests_come, ideas, paper, registrations
from scenarios.ready import Ready, read_ready


async def take_all(ready: Ready) -> None:
    """All pictures, in the order of the guide."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with Client(ready) as client, chromium() as browser:
        stage = await set_the_stage(GermanCamera(browser, ready, FOLDER), client)
        await import_members(stage)
        event_id = await plan(stage)
        await publish(stage, event_id)
        await invitations(stage, event_id)
        await guests_come(stage, event_id)
        await guest(stage, event_id)
        await registrations(stage, event_id)
        await paper(stage, event_id)
        await ideas(stage, event_id)
        await company(stage, event_id)
        await ending(stage, event_id)
        await invited(stage)
        await door(stage)


if __name__ == "__main__":
    asyncio.run(take_all(read_ready(Path(sys.argv[1]))))
