"""Reporting's table of contents: settings → pool → use cases → routes, consumers, workers.

The truth about figures; never sees a name. Slices: facts ← live, facts ← editions.
"""

from __future__ import annotations

import secrets
import socket
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from litestar import Litestar

from services.reporting.editions import api as editions_api
from services.reporting.editions import pages as editions_pages
from services.reporting.editions import workers as editions_workers
from services.reporting.editions.pdf import pdf_of
from services.reporting.editions.use_cases import Editions
from services.reporting.facts import use_cases as facts
from services.reporting.facts.consumers import FactsConsumer
from services.reporting.live import api as live_api
from services.reporting.live import pages as live_pages
from services.reporting.live.hub import Hub
from services.reporting.live.use_cases import Live, StoredFigures
from services.reporting.settings import Settings
from shared.access import projection as access
from shared.access.authenticator import ProjectedAuthenticator
from shared.clock import Clock, system_clock
from shared.contracts.access import ACCESS
from shared.database.pool import Pool, open_pool, transaction
from shared.messaging import health
from shared.messaging.applying import Subscription
from shared.messaging.consumer import Consumer
from shared.messaging.kafka import KafkaSettings
from shared.messaging.relay import Relay
from shared.process import Service
from shared.web.app import make_app
from shared.web.health import Finding, Health
from shared.web.settings import WebSettings
from shared.worker import Worker

NAME = "reporting"
API = "/reporting/api/v1"
HERE = Path(__file__).parent
FORGET_SECONDS = 600.0
MEASURE_SECONDS = 5.0
FIGURES_OLD = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class UseCases:
    """All that can happen here; each slice has its own room in it."""

    pool: Pool
    clock: Clock
    live: Live
    editions: Editions


def make_use_cases(settings: Settings, pool: Pool, clock: Clock) -> UseCases:
    """The slices, wired."""
    hub = Hub(
        StoredFigures(pool, clock), boot=secrets.token_hex(4), streams_max=settings.streams_max
    )
    return UseCases(pool, clock, Live(pool, hub, clock), Editions(pool, pdf_of, clock))


def make_consumers(use_cases: UseCases, kafka: KafkaSettings, instance_id: str) -> list[Consumer]:
    """Everything that is read from topics."""
    pool = use_cases.pool
    sessions = Subscription(NAME, f"{NAME}.access", (ACCESS,), access.apply)
    return [
        FactsConsumer(
            pool,
            kafka,
            instance_id=instance_id,
            wake_up=use_cases.live.hub.wake,
            clock=use_cases.clock,
        ),
        Consumer(sessions, pool, kafka, instance_id=instance_id),
    ]


def make_workers(use_cases: UseCases) -> list[Worker]:
    """What the clock makes happen."""

    async def forget_sessions() -> int:
        async with transaction(use_cases.pool) as opened:
            return await access.forget_expired(opened, use_cases.clock())

    async def measure_age() -> int:
        await facts.measure_age(use_cases.pool, use_cases.clock())
        return 0

    return [
        *editions_workers.workers(use_cases.editions),
        Worker("expired sessions", forget_sessions, FORGET_SECONDS),
        Worker("age of figures", measure_age, MEASURE_SECONDS),
    ]


def make_web(settings: Settings, use_cases: UseCases) -> Litestar:
    """The HTTP side: two slices, JSON and pages."""
    return make_app(
        service=NAME,
        title="Auftakt: Zahlen und Berichte",
        settings=WebSettings(base_url=settings.base_url, instance=settings.instance),
        routes=[
            *live_api.routes,
            *live_pages.routes,
            *editions_api.routes(),
            *editions_pages.routes(),
        ],
        api_prefix=API,
        authenticator=ProjectedAuthenticator(use_cases.pool),
        health=_health(settings, use_cases),
        template_folders=[HERE / "live/templates", HERE / "editions/templates"],
        static_folders=[HERE / "live/static"],
        state={
            "clock": use_cases.clock,
            "live": use_cases.live,
            "editions": use_cases.editions,
        },
    )


async def build(settings: Settings, clock: Clock = system_clock) -> Service:
    """Everything, ready to run; PostgreSQL and Kafka may still be away."""
    pool = await open_pool(settings.database_url, name=NAME, max_size=settings.pool_max)
    use_cases = make_use_cases(settings, pool, clock)
    kafka = _kafka(settings)

    async def close() -> None:
        use_cases.live.hub.end_all()
        await pool.close()

    return Service(
        name=NAME,
        app=make_web(settings, use_cases),
        host=settings.host,
        port=settings.port,
        relay=Relay(service=NAME, dsn=settings.database_url, kafka=kafka),
        consumers=make_consumers(use_cases, kafka, socket.gethostname()),
        workers=make_workers(use_cases),
        close=close,
    )


def _kafka(settings: Settings) -> KafkaSettings:
    return KafkaSettings(
        bootstrap=settings.kafka_bootstrap,
        username=settings.kafka_username,
        password=settings.kafka_password,
    )


def _health(settings: Settings, use_cases: UseCases) -> Health:
    """PostgreSQL decides; Kafka away, lag and old figures are degraded."""

    async def figures() -> Finding:
        seconds = await facts.measure_age(use_cases.pool, use_cases.clock())
        fresh = seconds is not None and seconds < FIGURES_OLD.total_seconds()
        shown = None if seconds is None else round(seconds, 1)
        return Finding(ok=fresh, value={"age_seconds": shown})

    flow = health.probes(use_cases.pool, _kafka(settings))
    return Health(use_cases.pool, {**flow, "figures": figures})
