"""Every route of the JSON APIs falls under the scope that its slice is about.

A token that was made for one thing must not do another; a route in a new slice, or one that leaves
the subject of its slice, has to be named here before it is asked with limited tokens.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar.handlers import HTTPRouteHandler

from services.notifications.deliveries import api as deliveries_api
from services.reporting.editions import api as editions_api
from services.reporting.live import api as live_api
from shared.web.scopes import ACCESS, BOOKINGS, EVENTS, OPT, SCANS, covers, scope_of
from tests.architecture.test_routes import of_registration

SCOPE_OF_SLICE = {
    "registration.access": ACCESS,
    "registration.organisations": EVENTS,
    "registration.events": EVENTS,
    "registration.questions": EVENTS,
    "registration.ideas": EVENTS,
    "registration.offers": EVENTS,
    "registration.calendar": EVENTS,
    "registration.invitations": BOOKINGS,
    "registration.followers": BOOKINGS,
    "registration.bookings": BOOKINGS,
    "registration.answers": BOOKINGS,
    "registration.companies": BOOKINGS,
    "registration.desk": BOOKINGS,
    "registration.own_data": BOOKINGS,
    "registration.erasure": BOOKINGS,
    "registration.prints": BOOKINGS,
    "registration.attendance": SCANS,
    "notifications.deliveries": BOOKINGS,
    "reporting.live": EVENTS,
    "reporting.editions": EVENTS,
}
EVENT = "/api/v1/events/{event_id:uuid}"
OTHERWISE = {
    "/api/v1/organisations/{organisation_id:uuid}/members": ACCESS,
    f"{EVENT}/visitor-cards": EVENTS,
    f"{EVENT}/visitor-cards/{{batch_id:uuid}}/sheet.pdf": EVENTS,
    f"{EVENT}/prints/poster.pdf": EVENTS,
    f"{EVENT}/prints/signs.pdf": EVENTS,
    f"{EVENT}/retention": EVENTS,
    f"{EVENT}/privacy": EVENTS,
}
"""Routes that are about something else than most of their slice: nobody's name is behind them."""


def of_apis(patch: pytest.MonkeyPatch) -> Iterator[tuple[str, str, str, str | None]]:
    """Slice, method, path and the scope of every route under /api/v1."""
    rest = [*live_api.routes, *editions_api.routes(), *deliveries_api.routes]
    for handler in [*of_registration(patch), *rest]:
        assert isinstance(handler, HTTPRouteHandler)
        slice_ = ".".join(handler.fn.__module__.split(".")[1:3])
        for path in sorted(handler.paths):
            if "/api/v1/" in path:
                for method in sorted(handler.http_methods):
                    yield slice_, method, path, scope_of(path, handler.opt.get(OPT))


def test_every_route_falls_under_the_scope_of_its_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects people's data from tokens made for planning, and their use from being refused."""
    found = list(of_apis(monkeypatch))
    expected = [(s, m, p, OTHERWISE.get(p, SCOPE_OF_SLICE.get(s))) for s, m, p, _ in found]
    assert found == expected
    assert all(scope for *_, scope in found)
    assert len(found) > 120
    assert {*OTHERWISE} <= {path for _, _, path, _ in found}


@pytest.mark.parametrize(
    ("method", "rest"),
    [
        ("GET", "desk/calls"),
        ("POST", "desk/changes"),
        ("POST", "desk/offers/accept"),
        ("GET", "answers/export.csv"),
        ("GET", "support-needs"),
    ],
)
def test_a_token_for_planning_neither_reads_answers_nor_changes_bookings(
    method: str, rest: str
) -> None:
    """Protects participants from a planning token in the wrong hands."""
    assert not covers(frozenset({EVENTS, SCANS, ACCESS}), method, f"{EVENT}/{rest}")
    assert covers(frozenset({BOOKINGS}), method, f"{EVENT}/{rest}")
