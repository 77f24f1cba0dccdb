"""What reporting reads from its environment."""

from __future__ import annotations

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """`streams_max` bounds the open live streams of one process."""

    database_url: str
    kafka_bootstrap: str
    kafka_username: str = ""
    kafka_password: str = ""
    host: str = "127.0.0.1"
    port: int = 8003
    base_url: str
    instance: str = "auftakt"
    pool_max: int = 10
    streams_max: int = 2_000
