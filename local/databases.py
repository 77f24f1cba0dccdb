"""Databases and roles: each service by itself, with the least that it needs.

Each service has a database of its own name, owned by `<service>_owner` (for migrations); the
service itself connects as `<service>`, which may read and write rows, nothing else, and can't
connect to any other database.

`python -m local.databases` does the same for docker-compose.yml: it reads
AUFTAKT_ADMIN_DATABASE_URL and, for each service, AUFTAKT_<SERVICE>_OWNER_PASSWORD and
AUFTAKT_<SERVICE>_PASSWORD.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

import asyncpg

SERVICES = ("registration", "notifications", "reporting")
PASSWORD = re.compile(r"[A-Za-z0-9_-]+")
"""Safe in SQL and in addresses; DDL takes no parameters."""

ROLES_SQL = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
    CREATE ROLE {role} LOGIN;
  END IF;
END $$;
ALTER ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{password}';
"""

DATABASE_SQL = """
REVOKE ALL ON DATABASE {service} FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE {service} TO {service};
"""

GRANTS_SQL = """
ALTER SCHEMA public OWNER TO {service}_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {service};
ALTER DEFAULT PRIVILEGES FOR ROLE {service}_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {service};
ALTER DEFAULT PRIVILEGES FOR ROLE {service}_owner IN SCHEMA public
  GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {service};
"""


async def create(dsn: str, passwords: Mapping[str, tuple[str, str]]) -> None:
    """Make roles, databases and grants as superuser: `{service: (owner's, service's password)}`.

    Idempotent; passwords are set anew. Raises ValueError for a password with
    other characters than letters, digits, `_` and `-`.
    """
    for pair in passwords.values():
        if not all(PASSWORD.fullmatch(password) for password in pair):
            raise ValueError("passwords may hold letters, digits, _ and - only")
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC")
        rows = await connection.fetch("SELECT datname FROM pg_database")
        existing = {row["datname"] for row in rows}
        for service, (owner_password, password) in passwords.items():
            for role, secret in ((f"{service}_owner", owner_password), (service, password)):
                await connection.execute(ROLES_SQL.format(role=role, password=secret))
            if service not in existing:
                await connection.execute(f"CREATE DATABASE {service} OWNER {service}_owner")
            await connection.execute(DATABASE_SQL.format(service=service))
    finally:
        await connection.close()
    for service in passwords:
        await _grant(dsn, service)


async def _grant(dsn: str, service: str) -> None:
    connection = await asyncpg.connect(urlunsplit(urlsplit(dsn)._replace(path=f"/{service}")))
    try:
        await connection.execute(GRANTS_SQL.format(service=service))
    finally:
        await connection.close()


def main() -> int:
    """`python -m local.databases`, as the one-shot job of docker-compose.yml."""
    environ = os.environ
    try:
        passwords = {
            service: (
                environ[f"AUFTAKT_{service.upper()}_OWNER_PASSWORD"],
                environ[f"AUFTAKT_{service.upper()}_PASSWORD"],
            )
            for service in SERVICES
        }
        asyncio.run(create(environ["AUFTAKT_ADMIN_DATABASE_URL"], passwords))
    except KeyError as missing:
        sys.stderr.write(f"{missing.args[0]} is missing\n")
        return 2
    except (OSError, ValueError, asyncpg.PostgresError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
