"""The clock → editions without readers, documents and notices that are done with."""

from __future__ import annotations

from services.notifications.mails.use_cases import MailUseCases
from shared.database.pool import Pool
from shared.worker import Worker

EDITIONS_SECONDS = 5.0
DOCUMENTS_SECONDS = 600.0


def make_workers(use_cases: MailUseCases, pool: Pool) -> list[Worker]:
    """Look again, settle, clean up."""

    async def editions() -> int:
        await use_cases.repeat_editions(pool)
        return await use_cases.settle_editions(pool)

    async def documents() -> int:
        return await use_cases.drop_documents(pool)

    async def notices() -> int:
        return await use_cases.drop_notices(pool)

    return [
        Worker("readers of editions", editions, EDITIONS_SECONDS),
        Worker("documents that are done with", documents, DOCUMENTS_SECONDS),
        Worker("notices that are old", notices, DOCUMENTS_SECONDS),
    ]
