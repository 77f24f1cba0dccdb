"""The reader who holds everything that is published about an event, and calculates.

Knows the report as JSON (all other formats are made of it), the public page of the event (places),
and which organisation belongs to which branch and size class. Does not know true figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services.reporting.editions.figures import EventFigures
from tests.services.reporting.editions.simplex import Rules

Document = dict[str, Any]


@dataclass(frozen=True)
class Public:
    """What is public anyway; `companies` maps names to branch and size class."""

    places: int | None
    session_places: dict[str, int | None]
    companies: dict[str, tuple[str | None, str | None]]


def public_of(figures: EventFigures) -> Public:
    """What the event page and the list of members tell."""
    return Public(
        places=figures.capacity,
        session_places={str(s.session_id): s.capacity for s in figures.sessions},
        companies={str(o.organisation_id): (o.branch, o.size_class) for o in figures.organisations},
    )


class Reader:
    """Collects what is published and derives ranges."""

    def __init__(self, document: Document, public: Public) -> None:
        self.document, self.public = document, public
        self.rules = Rules()
        self.published: dict[str, Any] = dict(self._cells())
        self._read()

    def withheld(self) -> list[str]:
        """Names of all cells the report withholds."""
        return [name for name, value in self.published.items() if isinstance(value, dict)]

    def range_of(self, name: str) -> tuple[int, int | None]:
        """Least and greatest value of a cell or a company (`company:<id>`)."""
        return self.rules.range_of(name)

    def prior_of(self, name: str) -> int | None:
        """The most a cell could be before anything was published; None: unknown."""
        kind, _, id_ = name.partition(":")
        if kind == "session-registered":
            places = self.public.session_places[id_]
            both = [n for n in (places, self.public.places) if n is not None]
            return min(both, default=None)
        if name in {"registered", "came_registered", "no_shows"} or kind == "company":
            return self.public.places
        return None

    def _cells(self) -> Iterator[tuple[str, Any]]:
        yield from self.document["totals"].items()
        for row in self.document["fields"]:
            yield f"field:{row['field_of_action']}", row["visits"]
        for row in self.document["sessions"]:
            yield f"session-visits:{row['id']}", row["visits"]
            yield f"session-registered:{row['id']}", row["registered"]
        for row in self.document["confidential"]:
            yield f"confidential:{row['id']}", row["total"]

    def _read(self) -> None:
        for name, value in self.published.items():
            if isinstance(value, int):
                self.rules.know(name, value)
        self._totals()
        self._sessions()
        self._companies()
        if self.document["arrivals"]:
            self.rules.equal({"came": 1}, sum(span["count"] for span in self.document["arrivals"]))

    def _totals(self) -> None:
        if self.published["no_shows"] is None:
            self.rules.equal({"came": 1, "walk_ins": -1})
            return
        self.rules.equal({"came": 1, "came_registered": -1, "walk_ins": -1})
        self.rules.equal({"registered": 1, "came_registered": -1, "no_shows": -1})
        if self.public.places is not None:
            self.rules.at_most({"registered": 1}, self.public.places)

    def _sessions(self) -> None:
        fields: dict[str, list[str]] = {}
        for row in self.document["sessions"]:
            visits, registered = f"session-visits:{row['id']}", f"session-registered:{row['id']}"
            self.rules.at_most({visits: 1, "came": -1})
            if row["field_of_action"]:
                fields.setdefault(row["field_of_action"], []).append(visits)
            if row["registered"] is not None:
                self.rules.at_most({registered: 1, "registered": -1})
                places = self.public.session_places[row["id"]]
                if places is not None:
                    self.rules.at_most({registered: 1}, places)
        for name, sessions in fields.items():
            self.rules.equal({f"field:{name}": 1, **dict.fromkeys(sessions, -1)})

    def _companies(self) -> None:
        """Who came is of a company, registered without one, or walked in."""
        if self.published["no_shows"] is None:
            return
        names = {id_: f"company:{id_}" for id_ in self.public.companies}
        self.rules.equal(
            {"came_registered": 1, "no company": -1, **dict.fromkeys(names.values(), -1)}
        )
        for which, rows in enumerate((self.document["branches"], self.document["size_classes"])):
            for row in rows:
                if row["label"] is not None:
                    members = [
                        names[i]
                        for i, o in self.public.companies.items()
                        if o[which] == row["label"]
                    ]
                    self.rules.equal(dict.fromkeys(members, 1), row["came"])
