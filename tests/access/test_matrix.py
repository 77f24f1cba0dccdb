"""All routes of all services × all roles × own and foreign ids.

The routes come from the route tables, what to expect from the rule each declares
(shared/web/rules.py): a new route without a rule fails, and so does one that doesn't keep its own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from shared.database.pool import open_pool
from shared.web.principal import ROLES
from shared.web.rules import RULES
from tests.access.asking import request_of, status_of
from tests.access.bodies import body_for
from tests.access.routes import Route, routes
from tests.access.world import FRESH, QUERIES, WORDS, Side, World, a_booking, make_world
from tests.browser.pages import LOOKED_AT, NOT_LOOKED_AT
from tests.databases import Databases

SERVICES = ("registration", "reporting", "notifications")
SILENT = {"/reporting/events/summary"}
"""Asked about several things, these leave out what is foreign."""
ENDS_SESSIONS = {("POST", "/account/sessions/end-all"), ("DELETE", "/api/v1/sessions")}
STRANGERS = {
    ("partner", "/notifications/api/v1/deliveries"),
    ("partner", "/api/v1/series/{series_id}"),
    ("partner", "/organizer/series/{series_id}"),
    ("partner", "/api/v1/event-templates/{template_id}"),
    ("partner", "/organizer/templates/{template_id}/delete"),
}
"""Roles to which even the own thing is foreign: mails, series and templates are the organiser's."""
BOOKING_ROUTES_LEAST = 11
NOT_BY_MANAGE_TOKEN = ("/prove", "/join-link")
"""One takes the secret of the mail, the other is not there unless the event is online."""
NOT_LET_IN = frozenset({401, 403, 404, 405})


@pytest_asyncio.fixture(scope="module")
async def world(databases: Databases) -> AsyncIterator[World]:
    """One for all tests here: they ask, and what they use up is made anew."""
    names = [await databases.lend(service) for service in SERVICES]
    pools = [
        await open_pool(databases.dsn(name, service), name="test")
        for name, service in zip(names, SERVICES, strict=True)
    ]
    made = await make_world(*pools)
    yield made
    await made.house.use_cases.bookings.close()
    for name, pool in zip(names, pools, strict=True):
        pool.terminate()
        await databases.take_back(name)


def all_routes(world: World) -> list[Route]:
    """Of all three services."""
    return [route for service in SERVICES for route in routes(service, world.apps[service])]


def of_staff(world: World) -> list[Route]:
    """Those that a role decides about."""
    return [route for route in all_routes(world) if route.roles is not None]


async def test_every_route_says_whom_it_is_for(world: World) -> None:
    """Protects from the route somebody forgot: no known rule, no green test."""
    found = all_routes(world)
    assert {route.service for route in found} == set(SERVICES)
    assert [route for route in found if route.rule not in RULES] == []


async def test_every_route_can_be_asked_about_something_that_exists(world: World) -> None:
    """Protects this matrix: a made-up id answers 404 whoever asks, which would prove nothing."""
    known = {*world.own.ids, *FRESH, *WORDS}
    unknown = [route for route in of_staff(world) if not set(route.parameters) <= known]
    assert unknown == [], "tell tests/access/world.py how to make these"


async def test_nobody_gets_in_without_a_credential(world: World) -> None:
    """Protects all that is for staff: 401 without a credential, and with a made-up one."""
    for route in of_staff(world):
        ids = await world.ids(world.own, "administrator", route.parameters)
        for made_up in ("", "made-up"):
            status = await ask(world, route, ids, token=made_up, session=made_up)
            assert status == 401, (route, made_up)


async def test_tokens_and_sessions_are_not_interchangeable(world: World) -> None:
    """Protects the JSON API from cross-site requests, and pages from leaked tokens."""
    for route in of_staff(world):
        ids = await world.ids(world.own, "administrator", route.parameters)
        token, session = world.tokens["administrator"], world.sessions["administrator"]
        if route.is_api:
            assert await ask(world, route, ids, session=session) == 401, route
            assert await ask(world, route, ids, token=session) == 401, route
        else:
            assert await ask(world, route, ids, token=token) == 401, route
            assert await ask(world, route, ids, session=token) == 401, route


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_a_role_reaches_what_its_rule_says_and_nothing_foreign(
    world: World, role: str
) -> None:
    """Protects organisations from each other: the rule decides 403, a foreign id is 404."""
    for route in of_staff(world):
        status = await ask_as(world, route, role, world.own_of(role))
        assert route.roles is not None
        if role in route.roles:
            assert status not in NOT_LET_IN, (role, route, status)
        else:
            expected = 404 if (role, route.path_plain) in STRANGERS else 403
            assert status == expected, (role, route, status)
        if role != "administrator" and names_something(route):
            status = await ask_as(world, route, role, world.foreign)
            assert status == 404, (role, route, status)


async def test_every_page_is_looked_at_with_axe_or_says_why_not(world: World) -> None:
    """Protects the page somebody forgot: a new one needs a look in a browser, or a reason."""
    pages = {
        route.path_plain
        for route in all_routes(world)
        if route.method == "GET" and not route.is_api and not is_file(route)
    }
    looked_at = {page for found in LOOKED_AT.values() for page in found}
    assert sorted(pages - looked_at - set(NOT_LOOKED_AT)) == [], "tell tests/browser/pages.py"
    assert sorted(looked_at - pages) == [], "pages that are gone"
    assert looked_at.isdisjoint(NOT_LOOKED_AT)


async def test_what_is_public_asks_for_no_role(world: World) -> None:
    """Protects visitors: nothing that says it is for everybody sends them to the sign-in."""
    for route in all_routes(world):
        if route.rule == "public":
            ids = await world.ids(world.own, "administrator", route.parameters)
            status = await ask(world, route, ids)
            assert status not in {401, 403, 405}, (route, status)


async def test_a_booking_opens_to_its_token_or_its_organizer_only(world: World) -> None:
    """Protects participants: neither nobody nor a stranger's staff reads or changes a booking."""
    for route in all_routes(world):
        if route.rule != "manage-token":
            continue
        ids = await world.ids(world.foreign, "organizer", route.parameters)
        for token in ("", world.tokens["organizer"], "made-up"):
            status = await ask(world, route, ids, token=token)
            assert status in {400, 401, 404, 410, 422} or is_way_in(route, status), (route, status)


def is_file(route: Route) -> bool:
    """Whether its path ends like a file: `….pdf`."""
    return "." in route.path.rpartition("/")[2]


async def test_at_their_own_event_only_organizers_stand_in_for_a_booking(world: World) -> None:
    """Protects participants from staff who have no business with them; each route opens to the
    booking's own token, to that of no other booking, and to no made-up one."""
    of_bookings = [r for r in all_routes(world) if r.rule == "manage-token" and is_of_booking(r)]
    assert len(of_bookings) >= BOOKING_ROUTES_LEAST
    other, others = await a_booking(world)
    for route in of_bookings:
        ids, own = await a_booking(world, other["event_id"])
        watch = (
            route.method == "GET" and route.path_plain == "/api/v1/registrations/{registration_id}"
        )
        for role in sorted(ROLES - {"administrator", "organizer"}):
            status = await ask(world, route, ids, token=world.tokens[role])
            if watch and role in (RULES["watching"] or ()):
                assert status == 200, (route, role)
            else:
                assert status in {401, 403}, (route, role, status)
        for token in (others, "made-up", "x.y.z", ""):
            assert await ask(world, route, ids, token=token) in {401, 404}, (route, token)
        status = await ask(world, route, ids, token=own)
        if not route.path.endswith(NOT_BY_MANAGE_TOKEN):
            assert status not in NOT_LET_IN, (route, status)


def is_of_booking(route: Route) -> bool:
    """Whether it is asked about one booking by its id, as programs do."""
    return route.is_api and route.parameters[:1] == ["registration_id"]


def is_way_in(route: Route, status: int) -> bool:
    """Pages of a booking send those without its cookie to where the link can be asked for."""
    return not route.is_api and status in {302, 303}


def names_something(route: Route) -> bool:
    """Whether a request names a thing of somebody: by its path, its query or its body."""
    if (route.method, route.path_plain) in QUERIES:
        return route.path_plain not in SILENT
    return bool(set(route.parameters) - set(WORDS)) or names_in_body(route)


def names_in_body(route: Route) -> bool:
    """Planning something new says for which organisation."""
    fields = getattr(route.body, "__struct_fields__", ())
    return bool({"organiser_id", "parent_id"} & set(fields)) and route.method == "POST"


async def ask_as(world: World, route: Route, role: str, side: Side) -> int:
    """The status for somebody with that role."""
    ids = await world.ids(side, role, route.parameters)
    if route.is_api:
        status = await ask(world, route, ids, token=world.tokens[role], side=side)
    else:
        status = await ask(world, route, ids, session=world.sessions[role], side=side)
    if (route.method, route.path) in ENDS_SESSIONS:
        await world.sign_in_again(role)
    return status


async def ask(
    world: World,
    route: Route,
    ids: dict[str, str],
    *,
    token: str = "",
    session: str = "",
    side: Side | None = None,
) -> int:
    """The status of one request."""
    about = (side or world.own).ids
    path = route.filled(ids)
    if query := QUERIES.get((route.method, route.path_plain)):
        path += "?" + query.format(**about)
    send: dict[str, Any] = {}
    if route.body is not None:
        send["json"] = body_for(route.body, about)
    elif route.method == "POST" and not route.is_api:
        send["data"] = {"x": "y"}
    request = request_of(route.method, path, token=token, session=session, **send)
    return await status_of(world.apps[route.service], request)
