"""Notifications' table of contents: settings → pool → use cases → routes, consumers, workers.

The truth about what was sent to whom. Slices, each knowing only those before it:
contacts ← deliveries ← mails ← reminders. What deliveries needs of mails (the wording) and contacts
of deliveries (waking and suppressing queued mails) is handed in here.
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass

from litestar import Litestar

from services.notifications.contacts import consumers as contacts_consumers
from services.notifications.contacts.use_cases import ContactUseCases
from services.notifications.deliveries import api as deliveries_api
from services.notifications.deliveries import use_cases as deliveries
from services.notifications.deliveries import workers as deliveries_workers
from services.notifications.deliveries.postman import MailServer, Postman
from services.notifications.deliveries.use_cases import Dispatch, Lists
from services.notifications.mails import consumers as mails_consumers
from services.notifications.mails import store as mails_store
from services.notifications.mails import workers as mails_workers
from services.notifications.mails.envelope import Sender
from services.notifications.mails.links import Links
from services.notifications.mails.use_cases import MailUseCases
from services.notifications.reminders import workers as reminders_workers
from services.notifications.reminders.use_cases import ReminderUseCases
from services.notifications.settings import Settings
from shared.access import projection as access
from shared.access.authenticator import ProjectedAuthenticator
from shared.clock import Clock, system_clock
from shared.contracts.access import ACCESS
from shared.database.pool import Pool, open_pool, transaction
from shared.messaging import health as flow
from shared.messaging.applying import Subscription
from shared.messaging.consumer import Consumer
from shared.messaging.kafka import KafkaSettings
from shared.messaging.relay import Relay
from shared.process import Service
from shared.tokens import Keyring
from shared.web.app import make_app
from shared.web.health import Finding, Health
from shared.web.settings import WebSettings
from shared.worker import Worker

NAME = "notifications"
API = "/notifications/api/v1"
FORGET_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class UseCases:
    """All that can happen here; each slice has its own room in it."""

    pool: Pool
    clock: Clock
    contacts: ContactUseCases
    mails: MailUseCases
    reminders: ReminderUseCases
    dispatch: Dispatch
    lists: Lists
    postman: Postman


def make_use_cases(settings: Settings, pool: Pool, clock: Clock) -> UseCases:
    """The slices, wired."""
    sender = Sender.parse(settings.mail_from)
    mails = MailUseCases(clock, _links(settings), sender)
    postman = Postman(_mail_server(settings, sender), clock)
    return UseCases(
        pool=pool,
        clock=clock,
        contacts=ContactUseCases(clock, deliveries.contact_known, deliveries.person_erased),
        mails=mails,
        reminders=ReminderUseCases(pool, clock),
        dispatch=Dispatch(
            pool=pool,
            postman=postman,
            gather=mails.compose,
            sender=sender.address,
            lines=settings.smtp_connections,
            clock=clock,
        ),
        lists=Lists(pool, mails_store.organisers_of_event),
        postman=postman,
    )


def make_subscriptions(use_cases: UseCases) -> list[Subscription]:
    """Everything that is read from topics."""
    return [
        contacts_consumers.subscription(use_cases.contacts),
        *mails_consumers.subscriptions(use_cases.mails),
        Subscription(NAME, f"{NAME}.access", (ACCESS,), access.apply),
    ]


def make_workers(use_cases: UseCases) -> list[Worker]:
    """What the clock makes happen."""

    async def forget_sessions() -> int:
        async with transaction(use_cases.pool) as opened:
            return await access.forget_expired(opened, use_cases.clock())

    return [
        *deliveries_workers.make_workers(use_cases.dispatch, use_cases.pool, use_cases.clock),
        *mails_workers.make_workers(use_cases.mails, use_cases.pool),
        *reminders_workers.make_workers(use_cases.reminders),
        Worker("expired sessions", forget_sessions, FORGET_SECONDS),
    ]


def make_web(settings: Settings, use_cases: UseCases) -> Litestar:
    """The HTTP side: one list."""
    return make_app(
        service=NAME,
        title="Auftakt: Benachrichtigungen",
        settings=WebSettings(base_url=settings.base_url, instance=settings.instance),
        routes=deliveries_api.routes,
        api_prefix=API,
        authenticator=ProjectedAuthenticator(use_cases.pool),
        health=_health(settings, use_cases.pool),
        state={"clock": use_cases.clock, "lists": use_cases.lists},
    )


async def build(settings: Settings, clock: Clock = system_clock) -> Service:
    """Everything, ready to run; PostgreSQL, Kafka and the mail server may still be away."""
    pool = await open_pool(settings.database_url, name=NAME, max_size=12)
    use_cases = make_use_cases(settings, pool, clock)
    kafka = _kafka(settings)

    async def close() -> None:
        await use_cases.postman.close()
        await pool.close()

    return Service(
        name=NAME,
        app=make_web(settings, use_cases),
        host=settings.host,
        port=settings.port,
        relay=Relay(service=NAME, dsn=settings.database_url, kafka=kafka),
        consumers=[
            Consumer(subscription, pool, kafka, instance_id=socket.gethostname())
            for subscription in make_subscriptions(use_cases)
        ],
        workers=make_workers(use_cases),
        close=close,
    )


def _links(settings: Settings) -> Links:
    return Links(
        base_url=settings.base_url.rstrip("/"),
        manage_keys=Keyring.parse("manage", settings.key_manage),
        ticket_keys=Keyring.parse("ticket", settings.key_ticket),
        sign_in_keys=Keyring.parse("sign_in", settings.key_sign_in),
        code_keys=Keyring.parse("code", settings.key_code),
    )


def _mail_server(settings: Settings, sender: Sender) -> MailServer:
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_username,
        password=settings.smtp_password,
        security=settings.smtp_security,
        greeting=sender.domain,
    )


def _kafka(settings: Settings) -> KafkaSettings:
    return KafkaSettings(
        bootstrap=settings.kafka_bootstrap,
        username=settings.kafka_username,
        password=settings.kafka_password,
    )


def _health(settings: Settings, pool: Pool) -> Health:
    """PostgreSQL decides; Kafka or the mail server away is degraded."""

    async def smtp() -> Finding:
        return await _answers(settings.smtp_host, settings.smtp_port)

    return Health(pool, {**flow.probes(pool, _kafka(settings)), "smtp": smtp})


async def _answers(host: str, port: int) -> Finding:
    _, writer = await asyncio.open_connection(host, port)
    writer.close()
    return Finding(ok=True)
