"""JSON lines on stdout. No personal data, no bodies, no query strings, no ids of persons."""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

import structlog

FOREIGN_LINES_PER_SECOND = 5
NOISY = ("aiokafka", "faststream", "asyncio", "asyncpg")

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class RateLimit(logging.Filter):
    """Lets a few lines a second of each library through: a broker outage logs 120 a second."""

    def __init__(self, lines_per_second: int = FOREIGN_LINES_PER_SECOND) -> None:
        super().__init__()
        self._limit = lines_per_second
        self._second = 0
        self._count = 0
        self._dropped = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this line is among the first of its second; says how many were dropped."""
        second = int(time.monotonic())
        if second != self._second:
            if self._dropped:
                record.msg = f"{record.getMessage()} ({self._dropped} lines dropped before)"
                record.args = ()
            self._second, self._count, self._dropped = second, 0, 0
        self._count += 1
        if self._count > self._limit:
            self._dropped += 1
            return False
        return True


def configure(service: str, *, level: int = logging.INFO) -> None:
    """Set up structlog and the standard library's logging for a process of `service`."""

    def name_service(
        _: Any, __: str, event: structlog.typing.EventDict
    ) -> structlog.typing.EventDict:
        event["service"] = service
        return event

    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        name_service,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, _render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _render,
            ],
        )
    )
    handler.addFilter(RateLimit())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


_json = structlog.processors.JSONRenderer(ensure_ascii=False)


def _render(logger: Any, name: str, event: structlog.typing.EventDict) -> str:
    return str(_json(logger, name, event))
