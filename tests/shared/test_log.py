"""Log lines: JSON, named, and not a flood."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

from shared.log import RateLimit

PROGRAM = """
import logging
from shared.log import configure, log
log.info("before")
configure("auftakt")
log.info("building")
configure("registration")
log.info("request", status=201)
for _ in range(100):
    logging.getLogger("aiokafka.conn").error("Connect attempt to %s failed", "node")
"""


def test_lines_are_json_with_service_and_time_and_an_outage_is_not_a_flood() -> None:
    """Protects: one line, one object; 120 lines a second of a library don't fill the disk."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()[1:]]
    request = next(line for line in lines if line["event"] == "request")
    assert (request["service"], request["status"], request["level"]) == (
        "registration",
        201,
        "info",
    )
    assert request["time"].endswith("Z")
    foreign = [line for line in lines if line["event"].startswith("Connect")]
    assert 1 <= len(foreign) <= 15


def test_dropped_lines_are_counted() -> None:
    """Protects: a gap in the log says that it is one."""
    limit = RateLimit(lines_per_second=2)
    limit._second, limit._count, limit._dropped = -1, 0, 7
    record = logging.LogRecord("x", logging.ERROR, "", 0, "again", (), None)
    assert limit.filter(record)
    assert record.getMessage() == "again (7 lines dropped before)"
