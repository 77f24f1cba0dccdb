"""The pattern of an event: what is withheld, the same for all partners, tables, formats, editions.

Every figure of persons that is ever published is named here: `cells_of` for the counts,
`Pattern.edges` for the arrivals curve, `Pattern.breakdown` for the tables by organisation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from services.reporting.editions.disclosure import organisations, sessions, totals
from services.reporting.editions.disclosure.arrivals import grid_of, merged_edges, spans
from services.reporting.editions.disclosure.intervals import exposed, prior_ranges
from services.reporting.editions.disclosure.organisations import Breakdown
from services.reporting.editions.figures import EventFigures

SMALLEST_K = 5
OPEN = "open_delegations"
NO_BREAKDOWN = Breakdown()


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is withheld and how coarse the tables are.

    `withheld` are names of cells. `edges` of the arrivals curve; empty: no curve. `open`: the
    heads were counted by all who sat there, so nothing is withheld.
    """

    k: int
    withheld: frozenset[str] = frozenset()
    edges: tuple[datetime, ...] = ()
    breakdown: Breakdown = NO_BREAKDOWN
    open: bool = False


def k_of(figures: EventFigures) -> int:
    """The smallest count shown: 5, or what the organizer raised it to."""
    return max(SMALLEST_K, figures.min_cell)


def cells_of(figures: EventFigures) -> dict[str, int]:
    """Every count an edition may show, by name, with its true value."""
    cells = {**totals.values_of(figures), "waitlisted": figures.waitlisted}
    for session in figures.sessions:
        cells[sessions.visits(session)] = session.visits
        if not session.drop_in:
            cells[sessions.bookings(session)] = session.registered
    for name, members in sessions.fields_of(figures).items():
        cells[sessions.field_visits(name)] = sum(s.visits for s in members)
    return cells | {f"confidential:{c.session_id}": c.total for c in figures.confidential}


def decide(figures: EventFigures) -> Pattern:
    """The pattern for a first edition."""
    k, fine = k_of(figures), spans(figures.arrivals, grid_of(figures))
    if figures.policy == OPEN:
        return Pattern(k=k, edges=grid_of(figures), open=True)
    withheld = totals.withheld_totals(figures, k)
    came_shown, registered_shown = "came" not in withheld, "registered" not in withheld
    withheld |= sessions.withheld_visits(figures, k, came_shown=came_shown)
    withheld |= sessions.withheld_bookings(
        figures, k, registered_shown=registered_shown, withheld=withheld
    )
    withheld |= _alone(figures, k, registered_shown=registered_shown)
    pattern = Pattern(k, withheld, merged_edges(fine, k) if came_shown else ())
    detailed = replace(pattern, breakdown=organisations.breakdown_of(figures, k))
    return detailed if came_shown and _totals_hold(figures, detailed) else pattern


def _alone(figures: EventFigures, k: int, *, registered_shown: bool) -> frozenset[str]:
    """Cells that no sum ties to others: small ones only.

    The waitlist goes with the registrations: that somebody waits says that the event was full.
    """
    small = {f"confidential:{c.session_id}" for c in figures.confidential if c.total < k}
    if 0 < figures.waitlisted < k or not registered_shown:
        small.add("waitlisted")
    return frozenset(small)


def _totals_hold(figures: EventFigures, pattern: Pattern) -> bool:
    """Whether the totals are still protected from a reader who holds the tables by organisation."""
    values = totals.values_of(figures)
    surely = organisations.people_surely_registered(figures, pattern.breakdown)
    prior = totals.prior_of(figures, came_registered_from=surely)
    relations, withheld = totals.relations_of(values), pattern.withheld & values.keys()
    told = totals.tells_no_shows(values, withheld)
    return not told and not exposed(relations, values, withheld, prior, pattern.k)


def protects(pattern: Pattern, figures: EventFigures) -> bool:
    """Whether later figures of the event are as safe under the pattern of its first edition."""
    if pattern.open:
        return True
    return (
        _small_cells_withheld(pattern, figures)
        and _totals_hold(figures, pattern)
        and _stars_hold(pattern, figures)
        and all(s.count >= pattern.k for s in spans(figures.arrivals, pattern.edges))
        and (
            pattern.breakdown == NO_BREAKDOWN
            or organisations.safe(figures, pattern.breakdown, pattern.k)
        )
    )


def _small_cells_withheld(pattern: Pattern, figures: EventFigures) -> bool:
    """Whether all that would be withheld for its own size is withheld."""
    came_shown = "came" not in pattern.withheld
    registered_shown = "registered" not in pattern.withheld
    small = totals.primary(totals.values_of(figures), pattern.k)
    small |= _alone(figures, pattern.k, registered_shown=registered_shown)
    small |= sessions.withheld_bookings(
        figures, pattern.k, registered_shown=registered_shown, withheld=pattern.withheld
    )
    if came_shown and not sessions.nobody_anywhere(figures):
        small |= {sessions.visits(s) for s in figures.sessions if s.visits < pattern.k}
    return small <= pattern.withheld


def _stars_hold(pattern: Pattern, figures: EventFigures) -> bool:
    came_shown = "came" not in pattern.withheld
    if came_shown and sessions.nobody_anywhere(figures):
        return True
    most = sessions.most_visits(figures) if came_shown else None
    for name, members in sessions.fields_of(figures).items():
        values, relations = sessions.star_of(sessions.field_visits(name), members)
        withheld = pattern.withheld & values.keys()
        if any(n < pattern.k for cell, n in values.items() if cell not in withheld):
            return False
        prior = prior_ranges(values, {sessions.visits(s): most for s in members})
        if exposed(relations, values, withheld, prior, pattern.k):
            return False
    return True
