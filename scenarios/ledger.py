"""A scenario's own count of what it did, against which the product is measured."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Ledger:
    """Figures of one event, in persons, counted while playing.

    `registered` are confirmed people, `came` people with at least one scan at door or station,
    `inside` those not seen leaving; `visits` counts per session id.
    """

    registered: int = 0
    waitlisted: int = 0
    checked_in: int = 0
    walk_ins: int = 0
    left: int = 0
    visits: Counter[str] = field(default_factory=Counter)
    registered_at: Counter[str] = field(default_factory=Counter)
    confidential: Counter[str] = field(default_factory=Counter)

    @property
    def came(self) -> int:
        """Registered people who came, and walk-ins."""
        return self.checked_in + self.walk_ins

    @property
    def in_house(self) -> int:
        """Who came and was not seen leaving."""
        return self.came - self.left

    def differences(self, live: dict[str, Any]) -> list[str]:
        """Where live figures differ from this ledger, in words; empty when they agree."""
        expected = {
            "registered": self.registered,
            "waitlisted": self.waitlisted,
            "came": self.came,
            "in_house": self.in_house,
            "walk_ins": self.walk_ins,
        }
        found = [
            f"{name}: {live.get(name)} instead of {value}"
            for name, value in expected.items()
            if live.get(name) != value
        ]
        for session in live.get("sessions", ()):
            id_ = session["id"]
            if id_ in self.confidential:
                continue
            if session.get("visits") != self.visits[id_]:
                found.append(f"visits {id_}: {session.get('visits')} not {self.visits[id_]}")
            if session.get("registered") != self.registered_at[id_]:
                wanted = self.registered_at[id_]
                found.append(f"registered {id_}: {session.get('registered')} not {wanted}")
        arrived = sum(each["count"] for each in live.get("arrivals", ()))
        if arrived != self.came:
            found.append(f"arrivals add up to {arrived}, not {self.came}")
        return found
