"""From what a client sent to a series, with every fault named at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.events.bodies.series import ComingBody, SeriesBody, SeriesPatch
from services.registration.events.domain.series import Coming, Series, faults_of_coming
from services.registration.events.planning.sessions import NewId
from services.registration.events.planning.texts import check_languages
from shared.web.faults import Faults


def planned_series(organisation_id: UUID, body: SeriesBody, now: datetime, new_id: NewId) -> Series:
    """A new series; raises InvalidFields with every fault."""
    return Series(
        id=new_id(),
        version=1,
        organisation_id=organisation_id,
        created_at=now,
        **_values(body, now),
    )


def changed_series(series: Series, patch: SeriesPatch, now: datetime) -> Series:
    """The series after a change, version not yet raised; raises InvalidFields."""
    return dataclasses.replace(series, **_values(patch, now))


def _values(body: SeriesBody | SeriesPatch, now: datetime) -> dict[str, Any]:
    faults = Faults()
    values = body.sent()
    if "title" in values:
        values["title"] = faults.line(values["title"], "title", needed=True)
    if "titles" in values:
        values["titles"] = _titles(values["titles"], faults)
    if isinstance(values.get("coming"), ComingBody):
        values["coming"] = _coming(values["coming"], faults, now)
    faults.raise_any()
    return values


def _titles(titles: Mapping[str, str], faults: Faults) -> dict[str, str]:
    check_languages(titles, "titles", faults)
    return {
        locale: faults.line(title, f"titles.{locale}", needed=True)
        for locale, title in titles.items()
    }


def _coming(body: ComingBody, faults: Faults, now: datetime) -> Coming:
    label = faults.line(body.label, "coming.label", maximum=100, needed=True)
    coming = Coming(label, body.earliest, body.latest)
    faults.extend(faults_of_coming(coming, now))
    return coming
