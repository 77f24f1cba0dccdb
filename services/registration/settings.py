"""What registration reads from its environment."""

from __future__ import annotations

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Keys are `kid:base64[,kid:base64]`, one for each purpose: the first writes, all verify.

    `limits` False lifts the public rate limits, for load tests only. `first_admin_email` is
    invited as administrator when there is none. The operator stands in the Impressum.

    `oidc_issuer` (empty: off) lets staff sign in by an OpenID provider; `oidc_name` stands on the
    button; `oidc_trusts_emails`: the provider proves addresses without saying so in a claim.

    `minimum_warning_days`: so many days before the decision a team is warned of too few people;
    0: never.
    """

    database_url: str
    kafka_bootstrap: str
    kafka_username: str = ""
    kafka_password: str = ""
    host: str = "127.0.0.1"
    port: int = 8001
    base_url: str
    instance: str = "auftakt"
    limits: bool = True
    key_manage: str
    key_ticket: str
    key_sign_in: str
    key_lookup: str
    key_code: str
    first_admin_email: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = ""
    oidc_trusts_emails: bool = False
    minimum_warning_days: int = 5
    operator_name: str
    operator_address: str
    operator_email: str
    operator_phone: str
    pool_max: int = 10
    admission_pool_max: int = 4
