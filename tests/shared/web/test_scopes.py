"""What a token with scopes may be used for."""

from __future__ import annotations

import pytest

from shared.web.scopes import covers

EVENT = "/api/v1/events/{event_id}"


@pytest.mark.parametrize(
    ("scopes", "method", "path", "may"),
    [
        (None, "DELETE", "/api/v1/roles/{role_id}", True),
        ({"read"}, "GET", "/reporting/api/v1/events/{event_id}/attendance", True),
        ({"read"}, "POST", "/api/v1/events", False),
        ({"scans"}, "POST", f"{EVENT}/scans", True),
        ({"scans"}, "POST", f"{EVENT}/tallies", True),
        ({"scans"}, "GET", EVENT, True),
        ({"scans"}, "GET", f"{EVENT}/registrations", False),
        ({"scans"}, "PATCH", EVENT, False),
        ({"events"}, "POST", f"{EVENT}/publish", True),
        ({"events"}, "POST", "/api/v1/organisations/{organisation_id}/members", False),
        ({"events"}, "POST", f"{EVENT}/scans", False),
        ({"bookings"}, "DELETE", "/api/v1/registrations/{registration_id}", True),
        ({"access"}, "POST", "/api/v1/tokens", True),
        ({"read", "events", "bookings", "scans", "access"}, "POST", "/api/v1/unheard-of", False),
    ],
)
def test_a_scope_covers_its_own_part(
    scopes: set[str] | None, method: str, path: str, *, may: bool
) -> None:
    """Protects from a lost token: what it wasn't made for it can't do; what is new is closed."""
    held = None if scopes is None else frozenset(scopes)
    assert covers(held, method, path) is may


def test_a_route_may_say_its_scope_itself() -> None:
    """Protects routes whose path says nothing."""
    assert covers(frozenset({"scans"}), "POST", "/api/v1/unheard-of", "scans")
