"""Visits per session, which add up by field of action, and registrations per session.

Every field of action is a star of its own (field = sum of its sessions), so the stars are audited
one by one. Registrations per session add up to no published figure; beside the visits of the same
session, though, their difference would tell of a few no-shows, so then they are withheld.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.reporting.editions.disclosure.intervals import Relation, exposed, prior_ranges
from services.reporting.editions.figures import EventFigures, SessionFigures


def visits(session: SessionFigures) -> str:
    """Name of the cell."""
    return f"visits:{session.session_id}"


def bookings(session: SessionFigures) -> str:
    """Name of the cell."""
    return f"registered:{session.session_id}"


def field_visits(field_of_action: str) -> str:
    """Name of the cell."""
    return f"field:{field_of_action}"


def fields_of(figures: EventFigures) -> dict[str, list[SessionFigures]]:
    """Sessions by field of action, in programme order; those without one are left out."""
    fields: dict[str, list[SessionFigures]] = {}
    for session in figures.sessions:
        if session.field_of_action:
            fields.setdefault(session.field_of_action, []).append(session)
    return fields


def withheld_visits(figures: EventFigures, k: int, *, came_shown: bool) -> frozenset[str]:
    """Cells of visits to withhold, by session and by field."""
    everything = [visits(s) for s in figures.sessions] + [
        field_visits(f) for f in fields_of(figures)
    ]
    if came_shown and nobody_anywhere(figures):
        return frozenset()
    if not came_shown or len(figures.sessions) < 2:
        return frozenset(everything)
    withheld = {visits(s) for s in figures.sessions if s.visits < k}
    for name, members in fields_of(figures).items():
        withheld |= protect_star(field_visits(name), members, k, most=most_visits(figures))
    return frozenset(withheld)


def nobody_anywhere(figures: EventFigures) -> bool:
    """Nobody came: then no visits tell nothing about anybody."""
    return figures.came == 0 and not any(s.visits for s in figures.sessions)


def most_visits(figures: EventFigures) -> int | None:
    """A reader expects no more visits than people; scans without ticket may differ."""
    fits = all(s.visits <= figures.came for s in figures.sessions)
    return figures.came if fits else None


def star_of(total: str, members: Sequence[SessionFigures]) -> tuple[dict[str, int], list[Relation]]:
    """The cells of one field with its sessions, and their relation."""
    values = {visits(s): s.visits for s in members}
    return {**values, total: sum(values.values())}, [Relation(total, tuple(values))]


def protect_star(
    total: str, members: Sequence[SessionFigures], k: int, *, most: int | None
) -> set[str]:
    """Withhold the small cells and, in the order of the programme, as many more as they need."""
    values, relations = star_of(total, members)
    prior = prior_ranges(values, {visits(s): most for s in members})
    withheld = {cell for cell, count in values.items() if count < k}
    while bare := exposed(relations, values, withheld, prior, k):
        withheld.add(_next(list(values), bare[0], withheld))
    return withheld


def _next(cells: Sequence[str], after: str, withheld: set[str]) -> str:
    """The first shown cell after that one, going round; the total, which stands last, at last."""
    *parts, total = cells
    start = parts.index(after) + 1 if after in parts else 0
    for cell in (*parts[start:], *parts[:start]):
        if cell not in withheld:
            return cell
    return total


def withheld_bookings(
    figures: EventFigures, k: int, *, registered_shown: bool, withheld: frozenset[str]
) -> frozenset[str]:
    """Cells of registrations per session to withhold, `withheld` being known of the visits."""
    booked = [s for s in figures.sessions if not s.drop_in]
    if registered_shown and figures.registered == 0:
        return frozenset()
    if not registered_shown or len(figures.sessions) < 2:
        return frozenset(bookings(s) for s in booked)
    return frozenset(bookings(s) for s in booked if _tells_of_few(s, k, withheld))


def _tells_of_few(session: SessionFigures, k: int, withheld: frozenset[str]) -> bool:
    if session.registered < k:
        return True
    return visits(session) not in withheld and abs(session.registered - session.visits) < k
