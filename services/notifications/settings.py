"""What notifications reads from its environment."""

from __future__ import annotations

from typing import Literal

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """`mail_from` is an address or `Name <address>`; keys are `kid:base64[,kid:base64]`.

    `smtp_security`: none (local sink, trusted network), starttls or tls. `smtp_connections` bounds
    both the load on the mail server and how many mails a crash may repeat.
    """

    database_url: str
    kafka_bootstrap: str
    kafka_username: str = ""
    kafka_password: str = ""
    host: str = "127.0.0.1"
    port: int = 8002
    base_url: str
    instance: str = "auftakt"
    smtp_host: str
    smtp_port: int = 25
    smtp_username: str = ""
    smtp_password: str = ""
    smtp_security: Literal["none", "starttls", "tls"] = "none"
    smtp_connections: int = 4
    mail_from: str
    key_manage: str
    key_ticket: str
    key_sign_in: str
    key_code: str
