"""Registration's table of contents: settings → pools → use cases → routes, relay, workers.

The truth about who takes part in what. Slices, each knowing only those before it (all of them:
ARCHITECTURE.md): access ← organisations ← events ← bookings ← attendance ← erasure ← own_data.
"""

from __future__ import annotations

import dataclasses
import socket
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from litestar import Litestar, Router

from services.registration.access import pages as access_pages
from services.registration.access import workers as access_workers
from services.registration.access.authenticator import StaffAuthenticator
from services.registration.access.guard import require_credential
from services.registration.access.pages import SignIn
from services.registration.access.roles.use_cases import Roles
from services.registration.access.sign_in.provider import Provider
from services.registration.access.use_cases import SignInKeys
from services.registration.answers import api as answers_api
from services.registration.answers import pages as answers_pages
from services.registration.answers.use_cases import Answers
from services.registration.attendance import api as attendance_api
from services.registration.attendance import card_pages
from services.registration.attendance import pages as attendance_pages
from services.registration.attendance.presence import was_in, was_used
from services.registration.attendance.use_cases import Doors, close_attendance
from services.registration.bookings import api as bookings_api
from services.registration.bookings import pages as bookings_pages
from services.registration.bookings import workers as bookings_workers
from services.registration.bookings.intake import Keys
from services.registration.bookings.limits import Limits
from services.registration.bookings.use_cases import Bookings, invited, planned
from services.registration.bookings.use_cases.noting import Note
from services.registration.calendar import api as calendar_api
from services.registration.calendar import pages as calendar_pages
from services.registration.calendar.use_cases import Calendars
from services.registration.companies import api as companies_api
from services.registration.companies import pages as companies_pages
from services.registration.companies import store as company_places
from services.registration.companies.use_cases import Companies
from services.registration.companies.use_cases.lists import forget_contacts
from services.registration.companies.use_cases.places import ErasePerson
from services.registration.desk import api as desk_api
from services.registration.desk import pages as desk_pages
from services.registration.desk.use_cases import Desk, Erase
from services.registration.erasure import api as erasure_api
from services.registration.erasure import organizer_pages as retention_pages
from services.registration.erasure import pages as erasure_pages
from services.registration.erasure import privacy_pages
from services.registration.erasure import workers as erasure_workers
from services.registration.erasure.domain import Wanted
from services.registration.erasure.use_cases import Erasures
from services.registration.erasure.use_cases import event_copied as retention_copied
from services.registration.events import api as events_api
from services.registration.events import consumers as events_consumers
from services.registration.events import pages as events_pages
from services.registration.events import workers as events_workers
from services.registration.events.hooks import EventHooks
from services.registration.events.use_cases.minimum import Minimums
from services.registration.followers import api as followers_api
from services.registration.followers import pages as followers_pages
from services.registration.followers import use_cases as following
from services.registration.followers.use_cases import Followers
from services.registration.ideas import api as ideas_api
from services.registration.ideas import organizer_pages as ideas_organizer_pages
from services.registration.ideas import pages as ideas_pages
from services.registration.ideas import workers as ideas_workers
from services.registration.ideas.devices import Devices
from services.registration.ideas.limits import Limits as RoomLimits
from services.registration.ideas.room import Room
from services.registration.ideas.use_cases import Ideas, event_forgotten
from services.registration.ideas.use_cases.planning import event_copied as ideas_copied
from services.registration.invitations import api as invitations_api
from services.registration.invitations import pages as invitations_pages
from services.registration.invitations import workers as invitations_workers
from services.registration.invitations.links import InvitationKeys
from services.registration.invitations.use_cases import Invitations
from services.registration.invitations.use_cases import contingents as kept_places
from services.registration.invitations.use_cases import sweep as sweep_invitations
from services.registration.offers import api as offers_api
from services.registration.offers import organizer_pages as offers_organizer_pages
from services.registration.offers import pages as offers_pages
from services.registration.offers.use_cases import Offers
from services.registration.offers.use_cases import event_copied as offers_copied
from services.registration.organisations import api as organisations_api
from services.registration.organisations import pages as organisations_pages
from services.registration.organisations import workers as organisations_workers
from services.registration.own_data import api as own_data_api
from services.registration.own_data import pages as own_data_pages
from services.registration.own_data.use_cases import OwnData
from services.registration.prints import api as prints_api
from services.registration.prints import pages as prints_pages
from services.registration.prints.use_cases import Prints
from services.registration.questions import api as questions_api
from services.registration.questions import pages as questions_pages
from services.registration.questions import store as answers
from services.registration.questions.pages.organizer_plan import plan_lines
from services.registration.questions.support import api as support_api
from services.registration.questions.support import store as support_needs
from services.registration.questions.support.use_cases import Supporting
from services.registration.questions.support.use_cases import event_copied as support_copied
from services.registration.questions.use_cases import Asking
from services.registration.questions.use_cases import event_changed as end_changed
from services.registration.questions.use_cases import event_copied as questions_copied
from services.registration.settings import Settings
from services.registration.surroundings import surroundings
from shared.clock import Clock, system_clock
from shared.database.pool import Pool, open_pool
from shared.messaging import health as flow
from shared.messaging.consumer import Consumer
from shared.messaging.heartbeat import heartbeat_worker
from shared.messaging.kafka import KafkaSettings
from shared.messaging.relay import Relay
from shared.process import Service
from shared.tokens import Keyring
from shared.web.app import make_app
from shared.web.health import Health
from shared.web.information import information_pages
from shared.web.settings import OperatorSettings, WebSettings
from shared.worker import Worker

NAME = "registration"
API = "/api/v1"
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class UseCases:
    """All that can happen here; each slice has its own room in it."""

    pool: Pool
    clock: Clock
    sign_in: SignIn
    roles: Roles
    event_hooks: EventHooks
    minimums: Minimums
    asking: Asking
    supporting: Supporting
    followers: Followers
    invitations: Invitations
    calendars: Calendars
    bookings: Bookings
    answers: Answers
    desk: Desk
    companies: Companies
    prints: Prints
    doors: Doors
    erasures: Erasures
    own_data: OwnData
    ideas: Ideas
    room: Room
    offers: Offers


def make_use_cases(
    settings: Settings, pool: Pool, clock: Clock, admission_pool: Pool | None = None
) -> UseCases:
    """The slices, wired: what planning calls in bookings and attendance is handed in here."""
    keys = _keys(settings)
    invitations = Invitations(
        pool,
        clock,
        InvitationKeys.of(keys["manage"], keys["code"], keys["lookup"]),
        invited.hooks(),
        limited=settings.limits,
    )
    bookings = Bookings(
        pool,
        clock,
        Keys(
            manage=keys["manage"], ticket=keys["ticket"], code=keys["code"], lookup=keys["lookup"]
        ),
        Limits(enabled=settings.limits),
        admission_pool=admission_pool,
        rights=invitations.guests,
    )
    asking = Asking(pool, clock)
    calendars = Calendars(pool, clock, planned.places_gone)
    forget = (
        answers.forget,
        support_needs.forget,
        company_places.forget_claims,
        invited.forget_invitations,
    )
    erasures = Erasures(
        pool,
        clock,
        sweeps=(
            answers.sweep,
            support_needs.sweep,
            following.sweep,
            forget_contacts,
            sweep_invitations,
        ),
        forget=forget,
        over=(event_forgotten,),
        on_wish=(following.forget,),
    )
    return UseCases(
        pool=pool,
        clock=clock,
        sign_in=SignIn(
            SignInKeys(keys["sign_in"], keys["lookup"]), settings.limits, _provider(settings)
        ),
        roles=Roles(pool, surroundings()),
        event_hooks=EventHooks(
            places_taken=planned.places_taken,
            places_gone=planned.places_gone,
            reach=planned.reach,
            plan_lines=plan_lines,
            on_replan=(invitations.planned.event_replanned, following.event_replanned),
            on_copy=(
                questions_copied,
                support_copied,
                invitations.planned.event_copied,
                offers_copied,
                ideas_copied,
                retention_copied,
            ),
            on_publish=(following.event_published,),
            after_change=(
                kept_places.event_changed,
                planned.event_changed,
                end_changed,
                calendars.event_changed,
            ),
            on_close=(planned.event_closed, close_attendance, calendars.event_changed),
            on_cancel=(planned.event_cancelled, calendars.event_changed),
            sessions_reach=planned.sessions_reach,
            sessions_in_use=(planned.sessions_in_use, was_used),
            on_sessions_elsewhen=(planned.sessions_elsewhen,),
            on_sessions_cancelled=(planned.sessions_cancelled,),
            on_postpone=(planned.event_postponed, calendars.event_changed),
            on_move=(planned.event_moved, end_changed, calendars.event_changed),
            on_release=(planned.event_released, end_changed, calendars.event_changed),
        ),
        minimums=Minimums(
            pool,
            clock,
            planned.places_taken,
            timedelta(days=settings.minimum_warning_days),
        ),
        asking=asking,
        supporting=Supporting(pool, clock),
        followers=Followers(pool, clock, Keyring("follow-series", keys["manage"].keys)),
        invitations=invitations,
        calendars=calendars,
        bookings=bookings,
        answers=Answers(pool, clock, bookings),
        desk=Desk(pool, clock, bookings, asking, _erase(erasures)),
        companies=Companies(
            pool, clock, bookings, asking, erase=_erase_person(erasures), forget=forget
        ),
        prints=Prints(pool, clock, bookings, was_in=was_in),
        doors=Doors(pool, keys["ticket"], clock),
        erasures=erasures,
        own_data=OwnData(pool, clock, bookings, erasures.retention),
        ideas=Ideas(pool, clock),
        room=Room(pool, clock, Devices(keys["lookup"]), RoomLimits(enabled=settings.limits)),
        offers=Offers(pool, clock),
    )


def make_routes(operator: OperatorSettings) -> list[Any]:
    """Everything that can be asked for; each route says for whom in `opt["access"]`."""
    slices = [
        *access_pages.routes,
        *organisations_api.routes,
        *organisations_pages.routes,
        *events_api.routes,
        *events_pages.routes,
        *questions_api.routes,
        *invitations_api.routes,
        *invitations_pages.routes,
        *questions_pages.routes,
        *support_api.routes,
        *followers_api.routes,
        *followers_pages.routes,
        *calendar_api.routes,
        *calendar_pages.routes,
        *ideas_api.routes,
        *ideas_pages.routes,
        *ideas_organizer_pages.routes,
        *offers_api.routes,
        *offers_pages.routes,
        *offers_organizer_pages.routes,
        *bookings_api.routes,
        *bookings_pages.routes,
        *answers_api.routes,
        *answers_pages.routes,
        *companies_api.routes,
        *companies_pages.routes,
        *desk_api.routes,
        *desk_pages.routes,
        *prints_api.routes,
        *prints_pages.routes,
        *attendance_api.routes,
        *attendance_pages.pages,
        *card_pages.pages,
        *erasure_api.routes,
        *erasure_pages.routes,
        *privacy_pages.routes,
        *retention_pages.routes,
        *own_data_api.routes,
        *own_data_pages.routes,
    ]
    guarded = Router("/", route_handlers=slices, guards=[require_credential])
    return [guarded, *information_pages(operator)]


def make_workers(settings: Settings, use_cases: UseCases) -> list[Worker]:
    """What the clock makes happen."""
    pool, clock = use_cases.pool, use_cases.clock
    return [
        access_workers.first_administrator(pool, clock, settings.first_admin_email),
        access_workers.forgetting(pool, clock),
        organisations_workers.forgetting_imports(pool, clock),
        access_workers.expired_roles(use_cases.roles, clock),
        *events_workers.workers(use_cases.minimums),
        *invitations_workers.workers(use_cases.invitations),
        *bookings_workers.workers(use_cases.bookings),
        *erasure_workers.workers(use_cases.erasures),
        *ideas_workers.workers(use_cases.ideas),
        heartbeat_worker(pool, clock),
    ]


def make_state(use_cases: UseCases) -> dict[str, Any]:
    """The use cases under the names by which handlers find them at `app.state`."""
    return {room.name: getattr(use_cases, room.name) for room in dataclasses.fields(use_cases)}


def make_web(settings: Settings, use_cases: UseCases) -> Litestar:
    """The HTTP side."""
    operator = OperatorSettings(
        name=settings.operator_name,
        address=settings.operator_address,
        email=settings.operator_email,
        phone=settings.operator_phone,
    )
    return make_app(
        service=NAME,
        title="Auftakt: Anmeldung",
        settings=WebSettings(base_url=settings.base_url, instance=settings.instance),
        routes=make_routes(operator),
        api_prefix=API,
        authenticator=StaffAuthenticator(use_cases.pool),
        health=Health(use_cases.pool, flow.probes(use_cases.pool, _kafka(settings))),
        template_folders=[
            FOLDER / slice_ / "templates"
            for slice_ in (
                "access",
                "organisations",
                "events",
                "questions",
                "followers",
                "invitations",
                "calendar",
                "ideas",
                "offers",
                "bookings",
                "answers",
                "companies",
                "desk",
                "prints",
                "attendance",
                "erasure",
                "own_data",
            )
        ],
        static_folders=[
            FOLDER / slice_ / "static" for slice_ in ("events", "questions", "ideas", "offers")
        ],
        operator=operator,
        state=make_state(use_cases),
    )


async def build(settings: Settings, clock: Clock = system_clock) -> Service:
    """Everything, ready to run; PostgreSQL and Kafka may still be away."""
    pool = await open_pool(settings.database_url, name=NAME, max_size=settings.pool_max)
    admission_pool = await open_pool(
        settings.database_url, name=f"{NAME} admission", max_size=settings.admission_pool_max
    )
    use_cases = make_use_cases(settings, pool, clock, admission_pool)

    async def close() -> None:
        await use_cases.bookings.close()
        await use_cases.doors.close()
        await pool.close()
        await admission_pool.close()

    return Service(
        name=NAME,
        app=make_web(settings, use_cases),
        host=settings.host,
        port=settings.port,
        relay=Relay(service=NAME, dsn=settings.database_url, kafka=_kafka(settings)),
        consumers=[
            Consumer(
                events_consumers.subscription(),
                pool,
                _kafka(settings),
                instance_id=socket.gethostname(),
            )
        ],
        workers=make_workers(settings, use_cases),
        close=close,
    )


def _provider(settings: Settings) -> Provider | None:
    if not settings.oidc_issuer:
        return None
    return Provider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        name=settings.oidc_name or settings.operator_name,
        trusts_emails=settings.oidc_trusts_emails,
    )


def _erase(erasures: Erasures) -> Erase:
    """How the desk has people erased: as the organizer who asks."""

    async def erase(booking_id: UUID, person_ids: frozenset[UUID], by: Note) -> None:
        await erasures.erase(booking_id, Wanted(person_ids), by=(by.principal, by.event))

    return erase


def _erase_person(erasures: Erasures) -> ErasePerson:
    """How somebody whom a company registered is erased, at their own wish."""

    async def erase(booking_id: UUID, person_id: UUID) -> None:
        await erasures.erase(booking_id, Wanted(frozenset({person_id})))

    return erase


def _keys(settings: Settings) -> dict[str, Keyring]:
    texts = {
        "manage": settings.key_manage,
        "ticket": settings.key_ticket,
        "sign_in": settings.key_sign_in,
        "lookup": settings.key_lookup,
        "code": settings.key_code,
    }
    return {purpose: Keyring.parse(purpose, text) for purpose, text in texts.items()}


def _kafka(settings: Settings) -> KafkaSettings:
    return KafkaSettings(
        bootstrap=settings.kafka_bootstrap,
        username=settings.kafka_username,
        password=settings.kafka_password,
    )
