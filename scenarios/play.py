"""Which scenarios there are, and how to play one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from scenarios.client import Client
from scenarios.erfahrungsaustausch_nrw.play import play as erfahrungsaustausch_nrw
from scenarios.gesundheitstag_jobcenter.play import play as gesundheitstag_jobcenter
from scenarios.innenstadt_jena.play import play as innenstadt_jena
from scenarios.kooperationstreffen_tud.play import play as kooperationstreffen_tud
from scenarios.outcome import Outcome
from scenarios.ready import Ready

Say = Callable[[str], None]
Play = Callable[[Client, Say, float], Awaitable[Outcome]]

SCENARIOS: dict[str, Play] = {
    "innenstadt-jena": innenstadt_jena,
    "gesundheitstag-jobcenter": gesundheitstag_jobcenter,
    "erfahrungsaustausch-nrw": erfahrungsaustausch_nrw,
    "kooperationstreffen-tud": kooperationstreffen_tud,
}


async def play(name: str, ready: Ready, say: Say = print, *, pace_seconds: float = 0.0) -> Outcome:
    """Play a scenario by name on a running stack.

    `pace_seconds` is how long the day at the doors should last on the screen (0: as fast as it
    goes). Raises KeyError for an unknown name and UnexpectedAnswerError where the product's
    answers or figures differ from what the scenario did.
    """
    async with Client(ready) as client:
        return await SCENARIOS[name](client, say, pace_seconds)
