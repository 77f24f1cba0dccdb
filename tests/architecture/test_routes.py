"""No two handlers claim the same method of the same path.

The framework keeps the last one and says nothing: a page of one slice once hid another's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import pytest
from litestar import Router, get, post
from litestar.handlers import HTTPRouteHandler

from services.notifications.deliveries import api as deliveries_api
from services.registration import service as registration
from services.reporting.editions import api as editions_api
from services.reporting.editions import pages as editions_pages
from services.reporting.live import api as live_api
from services.reporting.live import pages as live_pages
from shared.web.settings import OperatorSettings

PARAMETER = re.compile(r"\{[a-z_]+(:[a-z]+)?\}")
"""What a parameter is called makes no other path of it."""


def of_registration(patch: pytest.MonkeyPatch) -> list[HTTPRouteHandler]:
    """As the service lists them, before a router has made one of two."""
    listed: list[HTTPRouteHandler] = []

    def router(path: str, *, route_handlers: list[HTTPRouteHandler], **_: object) -> Router:
        assert path == "/"
        listed.extend(route_handlers)
        return Router(path, route_handlers=[])

    patch.setattr(registration, "Router", router)
    rest = registration.make_routes(OperatorSettings(name="", address="", email="", phone=""))
    return listed + [each for each in rest if isinstance(each, HTTPRouteHandler)]


def claimed_twice(handlers: Iterable[HTTPRouteHandler]) -> dict[tuple[str, str], list[str]]:
    """Method and path → the handlers that want it, where there are several."""
    claims: dict[tuple[str, str], list[str]] = defaultdict(list)
    for handler in handlers:
        name = f"{handler.fn.__module__}.{handler.fn.__name__}"
        for path in handler.paths:
            for method in handler.http_methods:
                claims[method, PARAMETER.sub(r"{\1}", path)].append(name)
    return {claim: names for claim, names in claims.items() if len(names) > 1}


def test_no_two_handlers_claim_the_same_method_and_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects every page from being hidden by another slice's."""
    services = {
        "registration": of_registration(monkeypatch),
        "reporting": [
            *live_api.routes,
            *live_pages.routes,
            *editions_api.routes(),
            *editions_pages.routes(),
        ],
        "notifications": deliveries_api.routes,
    }
    assert len(services["registration"]) > 200
    assert {name: claimed_twice(handlers) for name, handlers in services.items()} == {
        name: {} for name in services
    }


def test_a_path_is_the_same_whatever_its_parameters_are_called() -> None:
    """Protects the test above: it sees what it is for; reading and writing may share a path."""

    @get("/e/{event_id:uuid}")
    async def one() -> None: ...

    @get("/e/{id_:uuid}")
    async def other() -> None: ...

    @post("/e/{event_id:uuid}")
    async def third() -> None: ...

    assert list(claimed_twice([one, other, third])) == [("GET", "/e/{:uuid}")]
