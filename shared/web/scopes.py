"""What an API token may be used for, beyond the roles of its owner.

A token without scopes may do all that its owner's roles allow. One with scopes may do what the
roles **and** one of its scopes allow: a scanner that is stolen at the door plans no events.
"""

from __future__ import annotations

import re

READ = "read"
SCANS = "scans"
EVENTS = "events"
BOOKINGS = "bookings"
ACCESS = "access"
SCOPES = (READ, EVENTS, BOOKINGS, SCANS, ACCESS)
"""read: every GET · events: plan events and organisations, read their figures · bookings: people,
their registrations, invitations, answers and mails · scans: the door · access: roles, members,
tokens, sessions and the audit log."""

OPT = "scope"
"""Of a route: the scope that covers it, where its path doesn't say so by itself."""

_PEOPLE = (
    "registrations|bookings|companies|company-registrations|company-place|invitations?"
    "|contingents|followers|unsubscribe|messages|deliveries|desk|answers|support-needs"
)
"""Parts of paths behind which people are, or what they said, or what was sent to them."""

_AREAS = (
    (re.compile(r"/api/v1/(?:roles|administrators|tokens|sessions|me|audit)(?:/|$)"), ACCESS),
    (re.compile(r"/(?:members|roles)(?:/|$)"), ACCESS),
    (re.compile(r"/(?:scans|tallies)(?:/|$)"), SCANS),
    (re.compile(rf"/(?:{_PEOPLE})(?:/|$)"), BOOKINGS),
    (
        re.compile(r"/api/v1/(?:events|event-templates|organisations|series|editions)(?:/|$)"),
        EVENTS,
    ),
)
"""The first that is found counts; planning comes last, since people belong to events."""

_PLAN = re.compile(r"/api/v1/(?:me|(?:events|organisations)(?:/\{[a-z_]+(?::uuid)?\})?)")


def scope_of(path_template: str, declared: str | None = None) -> str | None:
    """The scope that covers a route; None: only tokens without scopes get through."""
    if declared is not None:
        return declared
    return next((scope for pattern, scope in _AREAS if pattern.search(path_template)), None)


def covers(
    scopes: frozenset[str] | None, method: str, path_template: str, declared: str | None = None
) -> bool:
    """Whether a token with these scopes (None: no limit) may be used for a route.

    An event or organisation and the lists of them can be read with any scope: a scanner asks what
    it scans for.
    """
    if scopes is None:
        return True
    if method in {"GET", "HEAD"} and (READ in scopes or _PLAN.fullmatch(path_template)):
        return True
    return scope_of(path_template, declared) in scopes
