"""Every address is answered by one handler."""

from __future__ import annotations

from collections import Counter

from litestar import Router

from services.registration.service import make_routes
from shared.web.settings import OperatorSettings


def test_no_two_handlers_answer_the_same_address() -> None:
    """Protects links in mails: two slices once had `/c/{token}`, and one was never asked."""
    operator = OperatorSettings(name="", address="", email="", phone="")
    guarded = next(each for each in make_routes(operator) if isinstance(each, Router))
    asked = Counter(
        (method, route.path)
        for route in guarded.routes
        for handler in getattr(route, "route_handlers", ())
        for method in handler.http_methods
    )
    assert len(asked) > 100
    twice = [address for address, count in asked.items() if count > 1]
    assert not twice
