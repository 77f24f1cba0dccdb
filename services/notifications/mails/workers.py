"""The clock → editions whose readers are still unknown, documents that are done with."""

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

    return [
        Worker("readers of editions", editions, EDITIONS_SECONDS),
        Worker("documents that are done with", documents, DOCUMENTS_SECONDS),
    ]
