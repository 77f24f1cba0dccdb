"""Every route of the app × every role × own and foreign organisation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from tests.services.registration.house import House

RULES: dict[str, frozenset[str] | None] = {
    "public": None,
    "manage-token": None,
    "staff": frozenset(
        {"administrator", "organizer", "supervisor", "steward", "partner", "auditor"}
    ),
    "organizer": frozenset({"administrator", "organizer"}),
    "organizing-team": frozenset(
        {"administrator", "organizer", "supervisor", "steward", "auditor"}
    ),
    "watching": frozenset({"administrator", "organizer", "supervisor", "auditor"}),
    "door": frozenset({"administrator", "organizer", "supervisor", "steward"}),
    "cards": frozenset({"administrator", "organizer", "supervisor"}),
}
"""Who may pass a route by what it declares in `opt["access"]`; None: no staff role decides."""

ROLES = ("administrator", "organizer", "supervisor", "steward", "partner", "auditor")
LISTS = {"/api/v1/organisations", "/api/v1/events", "/organizer"}
"""Lists have no foreign id: strangers get what is theirs."""


@dataclass(frozen=True)
class Route:
    """One method of one path."""

    path: str
    method: str
    access: str | None

    @property
    def is_api(self) -> bool:
        """Bearer tokens here, session cookies elsewhere."""
        return self.path.startswith("/api/")


def routes(app: Litestar) -> Iterator[Route]:
    """What the product's slices offer (health, static files and notices are the frame's)."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if not isinstance(handler, HTTPRouteHandler):
                continue
            module = handler.fn.__module__
            if module.startswith(("shared.", "litestar.")):
                continue
            for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"}):
                path = route.path_format.replace(":uuid", "").replace(":str", "")
                yield Route(path, method, handler.opt.get("access"))


def filled(path: str, **ids: str) -> str:
    """The path with ids of things that exist, or of nothing."""
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)
    for name in ("batch_id", "registration_id", "booking_id"):
        path = path.replace(f"{{{name}}}", str(uuid4()))
    return path.replace("{move}", "publish").replace("{token}", "x").replace("{ticket}", "x")


async def test_every_route_declares_whom_it_is_for(house: House) -> None:
    """Protects from the route somebody forgot: no declared rule, no green test."""
    found = list(routes(house.app))
    assert len(found) > 20
    undeclared = [route for route in found if route.access not in RULES]
    assert not undeclared


async def test_nobody_passes_without_a_credential(house: House) -> None:
    """Protects every non-public route: 401 without, and with a made-up, credential."""
    async with house.client() as nobody, house.client("made-up") as liar:
        for route in routes(house.app):
            if RULES[route.access or ""] is None:
                continue
            path = filled(route.path, event_id=str(uuid4()), organisation_id=str(uuid4()))
            for client in (nobody, liar):
                status = await _status(client, route, path)
                expected = {401} if route.is_api or route.method == "GET" else {401, 403}
                assert status in expected, (route, status)


async def test_every_role_reaches_what_is_its_own_and_nothing_else(house: House) -> None:
    """Protects organisations from each other: own role decides 403, a foreign id is 404."""
    own = await house.organisation("Eigenes Netzwerk")
    foreign = await house.organisation("Fremdes Netzwerk")
    own_event = await house.event(own["id"])
    foreign_event = await house.event(foreign["id"], publish=False)
    mine = {"event_id": own_event["id"], "organisation_id": own["id"]}
    theirs = {"event_id": foreign_event["id"], "organisation_id": foreign["id"]}
    for role in ROLES:
        at = None if role == "administrator" else own["id"]
        async with house.client(await house.token(role, at)) as client:
            for route in routes(house.app):
                allowed = RULES[route.access or ""]
                if allowed is None or not route.is_api:
                    continue
                status = await _status(
                    client, route, filled(route.path, **mine), body_of(route, own["id"])
                )
                if role in allowed:
                    assert status not in {401, 403, 405}, (role, route, status)
                else:
                    assert status == 403, (role, route, status)
                if role == "administrator" or (route.path in LISTS and route.method == "GET"):
                    continue
                status = await _status(
                    client, route, filled(route.path, **theirs), body_of(route, foreign["id"])
                )
                assert status == 404, (role, route, status)


async def test_pages_follow_the_same_rules(house: House) -> None:
    """Protects the pages of staff like the API; the session comes from a cookie there."""
    own = await house.organisation("Eigenes Netzwerk")
    foreign = await house.organisation("Fremdes Netzwerk")
    own_event, foreign_event = await house.event(own["id"]), await house.event(foreign["id"])
    for role in ROLES:
        at = None if role == "administrator" else own["id"]
        secret = await house.session(role, at)
        async with house.client(None, Cookie=f"auftakt_session={secret}") as client:
            for route in routes(house.app):
                allowed = RULES[route.access or ""]
                if allowed is None or route.is_api or route.method != "GET":
                    continue
                status = await _status(client, route, filled(route.path, event_id=own_event["id"]))
                assert (status == 200) == (role in allowed), (role, route, status)
                assert status in {200, 403}, (role, route, status)
                if role != "administrator" and route.path not in LISTS:
                    path = filled(route.path, event_id=foreign_event["id"])
                    assert await _status(client, route, path) == 404, (role, route)


async def test_a_partner_sees_the_public_view_of_an_event(house: House) -> None:
    """Protects the team's plan: partners read what everybody reads, and change nothing."""
    own = await house.organisation("Netzwerk")
    insurer = await house.organisation("Kasse", "insurer")
    event = await house.event(
        own["id"], partner_ids=[insurer["id"]], join_url="https://m.example/x"
    )
    draft = await house.event(own["id"], partner_ids=[insurer["id"]], publish=False)
    async with house.client(await house.token("organizer", insurer["id"])) as client:
        seen = (await client.get(f"/api/v1/events/{event['id']}")).json()
        assert "join_url" not in seen
        assert (await client.get(f"/api/v1/events/{draft['id']}")).status_code == 404
        listed = (await client.get("/api/v1/events")).json()["items"]
        assert listed == [seen]
        assert (await client.post(f"/api/v1/events/{event['id']}/close")).status_code == 403


def body_of(route: Route, organisation_id: str) -> dict[str, Any]:
    """A body that gets as far as the check of the role."""
    bodies: dict[str, dict[str, Any]] = {
        "/api/v1/organisations": {"name": "Neu", "kind": "company", "parent_id": organisation_id},
        "/api/v1/organisations/{organisation_id}/members": {
            "name": "Neu",
            "email": "neu@example.org",
            "role": "steward",
        },
        "/api/v1/events": {
            "title": "Neu",
            "kind": "exchange",
            "organiser_id": organisation_id,
            "starts_at": "2027-05-12T09:00:00Z",
            "ends_at": "2027-05-12T10:00:00Z",
            "time_zone": "Europe/Berlin",
        },
        "/api/v1/events/{event_id}/scans": {"scans": []},
        "/api/v1/events/{event_id}/tallies": {"tallies": []},
        "/api/v1/events/{event_id}/visitor-cards": {"count": 1},
    }
    return bodies.get(route.path, {})


async def _status(client: Any, route: Route, path: str, body: dict[str, Any] | None = None) -> int:
    send = {"json": body} if route.method in {"POST", "PATCH"} and route.is_api else {}
    response = await client.request(route.method, path, **send)
    return int(response.status_code)
