"""The words of planning: kinds, states and settings of an event."""

from __future__ import annotations

from enum import StrEnum


class EventKind(StrEnum):
    """What sort of occasion an event is (glossary)."""

    HEALTH_DAY = "health_day"
    HEALTH_WEEK = "health_week"
    KICK_OFF_WORKSHOP = "kick_off_workshop"
    KICK_OFF = "kick_off"
    EXCHANGE = "exchange"
    COOPERATION_MEETING = "cooperation_meeting"


class SessionKind(StrEnum):
    """What sort of part of an event a session is (glossary)."""

    WORKSHOP = "workshop"
    TALK = "talk"
    STATION = "station"
    INFO_STAND = "info_stand"
    COUNSELLING = "counselling"
    AGENDA_ITEM = "agenda_item"


class FieldOfAction(StrEnum):
    """Fields of action of the Leitfaden Prävention (GKV-Spitzenverband, edition of 2024).

    The first four are the individual ones of its chapter 5, the others the company ones of
    chapter 6 (BGF).
    """

    NUTRITION = "nutrition"
    MOVEMENT = "movement"
    STRESS = "stress"
    SUBSTANCE_USE = "substance_use"
    WORK_DESIGN = "work_design"
    WORK_LIFESTYLE = "work_lifestyle"
    CROSS_COMPANY = "cross_company"


class Status(StrEnum):
    """The life of an event.

    `reported` is never kept: it is how a closed event is shown once its report is out. A cancelled
    event may get another date.
    """

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    REPORTED = "reported"
    CANCELLED = "cancelled"


class Identity(StrEnum):
    """How much an event knows of its visitors."""

    NONE = "none"
    CODE = "code"
    NAMED = "named"


class Admission(StrEnum):
    """Who may register: everybody, or who is invited."""

    OPEN = "open"
    INVITATION = "invitation"


class Promotion(StrEnum):
    """What happens when a place becomes free for a waiting entry.

    By hand: nobody has a place before the team gives it, whoever registers and however many are
    free.
    """

    AUTOMATIC = "automatic"
    OFFER = "offer"
    BY_HAND = "by_hand"


class DuplicateAnswer(StrEnum):
    """Whether a second registration of an address is told so, or only by mail."""

    TELL = "tell"
    MAIL = "mail"


class InHouse(StrEnum):
    """How "in the house" is known: counted at exits, estimated from a stay, or not at all."""

    COUNTED = "counted"
    ESTIMATED = "estimated"
    OFF = "off"


class Availability(StrEnum):
    """What the public sees of the places: never an exact figure."""

    FREE = "free"
    FEW = "few"
    FULL = "full"
